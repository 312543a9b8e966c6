"""Every write to what is kept of callers, and what is noted of its readers."""

from privacy.actions.deleting import start
from privacy.actions.erasing import erase
from privacy.actions.exporting import note_caller_export, note_export
from privacy.actions.rules import lift_hold, place_hold, save_periods

__all__ = [
    "erase",
    "lift_hold",
    "note_caller_export",
    "note_export",
    "place_hold",
    "save_periods",
    "start",
]
