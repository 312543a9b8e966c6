"""Outgoing webhooks: other programs are told what happened, signed, until they take it."""
