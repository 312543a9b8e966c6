"""Every write to calls, legs, dials and notes.

An action that follows from an event adds a fact to a leg, guarded so that a repeated or
late event cannot take anything back. The states are computed from the facts when the
unit of work recomputes the call (`consequences`), as `calls.states` says.
"""

from calls.actions.consequences import announce_call, follow
from calls.actions.dials import dial, note_accepted, note_refused, withdraw
from calls.actions.doubts import doubt
from calls.actions.hangups import end_call, hang_up
from calls.actions.keypad import send_digits
from calls.actions.legs import (
    note_answered,
    note_bridged,
    note_ended,
    note_initiated,
    prove_answered,
)
from calls.actions.notes import note, note_queue

__all__ = [
    "announce_call",
    "dial",
    "doubt",
    "end_call",
    "follow",
    "hang_up",
    "note",
    "note_accepted",
    "note_answered",
    "note_bridged",
    "note_ended",
    "note_initiated",
    "note_queue",
    "note_refused",
    "prove_answered",
    "send_digits",
    "withdraw",
]
