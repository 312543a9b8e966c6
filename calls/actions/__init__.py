"""Every write to calls, legs and their notes.

An action that follows from an event adds a fact to a leg, guarded so that a repeated or
late event cannot take anything back, and then settles the call: its state is computed
from the facts, as `calls.states` says. The row of the call is locked first, so that two
processes with events of one call take turns.
"""

from calls.actions.case import Case
from calls.actions.casebook import Casebook, case_of_call, find_case, lock_call
from calls.actions.hangups import end_call, hang_up, hang_up_id
from calls.actions.ids import Ending, LegIds, Parties
from calls.actions.legs import (
    find_leg,
    leg_for,
    note_answered,
    note_bridged,
    note_ended,
    note_hearing,
    note_holding,
    note_initiated,
    note_moved,
    note_place,
)
from calls.actions.notes import note, note_person, note_queue, tell
from calls.actions.presence import note_seen

__all__ = [
    "Case",
    "Casebook",
    "Ending",
    "LegIds",
    "Parties",
    "case_of_call",
    "end_call",
    "find_case",
    "find_leg",
    "hang_up",
    "hang_up_id",
    "leg_for",
    "lock_call",
    "note",
    "note_answered",
    "note_bridged",
    "note_ended",
    "note_hearing",
    "note_holding",
    "note_initiated",
    "note_moved",
    "note_person",
    "note_place",
    "note_queue",
    "note_seen",
    "tell",
]
