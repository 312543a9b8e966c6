"""Addresses on the web that somebody else gave us: where they lead, what is taken."""
