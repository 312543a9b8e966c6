"""Erase one caller: what names them goes or is emptied, and what was counted stays."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction

from agents.actions import forgetting as agents
from audit.actions import note_words
from audit.states import Action
from audit.subjects import Thing
from callcontrol import actions as ledgers
from calls.actions import forgetting as calls
from conferences.actions import forgetting as rooms
from live.refusals import Refused
from outcomes.actions import forgetting as outcomes
from privacy import caller as callers
from privacy.caller import Caller
from queues.actions import forgetting as queues
from recordings.actions import forgetting as recordings
from transfers.actions import forgetting as transfers

AT_ONCE = 20
ASKED_FOR = "Erased at the caller's request."
ON_A_CALL = "They are on a call now; erase them when it has ended."
NOBODY = "Nothing is kept of this number."

ALWAYS_STAYS = (
    "The calls themselves, without number and name: when they were, how long they waited "
    "and who took them, so that past figures stay right.",
    "The audit, which names calls by their key and never by a caller: it shows who heard "
    "a recording and that it was erased.",
    "The ids by which Telnyx knows the calls: without its own records they lead to nobody.",
    "What Telnyx keeps by itself, its records of calls and its copies of recordings: they "
    "are deleted in its portal.",
    "Copies in your backups, until these run out.",
)
IS_HELD = "{count} held for legal reasons: they stay whole until the hold is lifted."


@dataclass
class Erased:
    """What became of a caller's data: how much of each kind, and what stays and why."""

    counts: dict[str, int] = field(default_factory=dict)
    stays: list[str] = field(default_factory=list)

    def add(self, what: str, count: int) -> None:
        self.counts[what] = self.counts.get(what, 0) + count


def erase(typed: str, *, by: User) -> Erased:
    """Erase whoever has this number, some calls at a time.

    Stopped in between, it can be asked for again: what is left is found by the number.
    Raises Refused while they are on a call, and when nothing is kept of them.
    """
    found = callers.find(typed)
    if not found.calls and not found.strays:
        raise Refused(NOBODY)
    if found.live:
        raise Refused(ON_A_CALL)
    erased = Erased()
    keys = found.erasable
    for first in range(0, len(keys), AT_ONCE):
        _erase(keys[first : first + AT_ONCE], found, erased, by)
    _erase_strays(found, erased, by)
    erased.stays = [*_held(found), *ALWAYS_STAYS]
    return erased


@transaction.atomic
def _erase(keys: Collection[int], caller: Caller, erased: Erased, by: User) -> None:
    """Erase some calls; the webhooks last, which name the legs of the others."""
    audio, _ = recordings.forget_audio(keys, ASKED_FOR)
    erased.add("recordings removed", audio)
    erased.add("webhooks removed", _forget_events(keys))
    erased.add("commands emptied", ledgers.blank_commands(keys))
    erased.add("disagreements removed", ledgers.forget_discrepancies(keys))
    erased.add("lines emptied", calls.blank_notes(keys, caller.words))
    transfers.blank_transfers(keys, caller.words)
    queues.blank_notes(keys)
    erased.add("notes emptied", outcomes.blank_notes(keys))
    rooms.blank_labels(keys, caller.words)
    agents.blank_callers(keys, caller.words)
    erased.add("calls without number and name", len(keys))
    calls.blank_numbers(keys, caller.numbers)
    thing = Thing("caller", "", f"{len(keys)} calls")
    note_words(Action.ERASED, thing, ", ".join(map(str, keys)), by=by)


def _forget_events(keys: Collection[int]) -> int:
    events = callers.events_of(list(keys)).values_list("pk", flat=True)
    return ledgers.forget_events(list(events))[0]


@transaction.atomic
def _erase_strays(caller: Caller, erased: Erased, by: User) -> None:
    if caller.strays:
        count, _ = ledgers.forget_events(caller.strays)
        erased.add("webhooks removed", count)
        note_words(Action.ERASED, Thing("caller", "", "webhooks"), str(count), by=by)


def _held(caller: Caller) -> list[str]:
    count = len(caller.held)
    if not count:
        return []
    return [IS_HELD.format(count="1 call is" if count == 1 else f"{count} calls are")]
