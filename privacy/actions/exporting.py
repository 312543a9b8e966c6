"""Files that leave the house are noted."""

from collections.abc import Collection

from django.contrib.auth.models import User

from audit.actions import note_words
from audit.states import Action
from audit.subjects import Thing


def note_export(filters: str) -> None:
    """Note that somebody took the record with them, and which part of it."""
    note_words(Action.EXPORTED, Thing("audit"), filters or "everything")


def note_caller_export(calls: Collection[int], *, by: User) -> None:
    """Note that somebody took all with them that is kept of a caller, by their calls."""
    thing = Thing("caller", "", f"{len(calls)} calls")
    note_words(Action.EXPORTED, thing, ", ".join(map(str, calls)), by=by)
