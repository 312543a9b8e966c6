"""Every write to the telephones in people's browsers."""

from phone.actions.credentials import Grant, delete_withdrawn, grant, withdraw
from phone.actions.readiness import note_ready, note_trouble

__all__ = [
    "Grant",
    "delete_withdrawn",
    "grant",
    "note_ready",
    "note_trouble",
    "withdraw",
]
