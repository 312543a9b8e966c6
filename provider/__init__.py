"""Telnyx's language: client, errors, events, signature; imports nothing of Django."""
