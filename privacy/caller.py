"""Everything that is kept of one caller, found by their number."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from callcontrol.models import Command, Discrepancy, Event
from callcontrol.queries import events_of_legs
from callcontrol.states import EventState
from calls.models import Call, Dial, Leg, Note
from calls.states import LegRole
from outcomes.queries import remarks_on
from privacy.queries import held_of
from provider.numbers import matching, readable
from queues.models import QueueEntry
from recordings.models import Recording

# What these webhooks are about is not known, so only their bodies can name a caller.
OF_NOBODY = (
    EventState.DEAD,
    EventState.HELD,
    EventState.QUARANTINED,
    EventState.UNKNOWN,
)


@dataclass(frozen=True)
class Caller:
    """A person as they stand in our rows: how their number is written, and their names.

    `calls` are all of theirs; `live` and `held` those of them that have to stay for now.
    """

    numbers: tuple[str, ...]
    calls: tuple[int, ...] = ()
    live: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    strays: tuple[int, ...] = ()

    @property
    def erasable(self) -> list[int]:
        return [pk for pk in self.calls if pk not in self.live | self.held]

    @property
    def words(self) -> list[str]:
        """Every text that gives them away in lines of ours, the longest first."""
        printed = {readable(number) for number in self.numbers}
        return sorted({*self.numbers, *printed, *self.names}, key=len, reverse=True)


@dataclass(frozen=True)
class Found:
    """How much of each kind there is; `size` are the bytes of the audio."""

    counts: dict[str, int] = field(default_factory=dict)
    size: int = 0


def find(typed: str) -> Caller:
    """Return the caller who has a number, however it is written; calls may be none."""
    numbers = tuple(dict.fromkeys(_forms(typed)))
    calls = Call.objects.filter(_has(numbers)).distinct().order_by("pk")
    found = list(calls.values_list("pk", "ended_at", "caller_name"))
    keys = tuple(pk for pk, _, _ in found)
    return Caller(
        numbers=numbers,
        calls=keys,
        live=frozenset(pk for pk, ended, _ in found if ended is None),
        held=frozenset(held_of(keys)),
        names=tuple({name for _, _, name in found if name}),
        strays=_strays(numbers),
    )


def _forms(typed: str) -> tuple[str, ...]:
    """What was typed is kept as well: a caller may have no number at all."""
    return (*matching(typed, settings.PHONE_COUNTRY), typed.strip())


def _has(numbers: tuple[str, ...]) -> Q:
    """Match the far side of a call, and guests; our own people are none of these."""
    outside = (LegRole.CUSTOMER, LegRole.GUEST)
    legs = Leg.objects.filter(address__in=numbers, role__in=outside)
    dials = Dial.objects.filter(address__in=numbers, role__in=outside)
    return (
        Q(from_number__in=numbers)
        | Q(to_number__in=numbers)
        | Q(pk__in=legs.values("call"))
        | Q(pk__in=dials.values("call"))
    )


def _strays(numbers: tuple[str, ...]) -> tuple[int, ...]:
    """Return the webhooks of no call whose bodies name the caller; reads them all."""
    sought = [number.encode() for number in numbers]
    rows = Event.objects.filter(state__in=OF_NOBODY).values_list("pk", "raw")
    return tuple(
        pk
        for pk, raw in rows.iterator(200)
        if any(number in bytes(raw) for number in sought)
    )


def count(caller: Caller) -> Found:
    """Return how much of the caller there is, in words for people."""
    calls = caller.calls
    audio = Recording.objects.filter(call__in=calls).exclude(path="")
    return Found(
        counts={
            "Calls": len(calls),
            "Waits in queues": QueueEntry.objects.filter(call__in=calls).count(),
            "Recordings": audio.count(),
            "Webhooks with their bodies": events_of(calls).count() + len(caller.strays),
            "Commands to Telnyx": Command.objects.filter(call_id__in=calls).count(),
            "Lines of timelines": Note.objects.filter(call__in=calls).count(),
            "Disagreements": Discrepancy.objects.filter(call_id__in=calls).count(),
        },
        size=audio.aggregate(size=Sum("size_bytes"))["size"] or 0,
    )


def events_of(calls: tuple[int, ...] | list[int]) -> QuerySet[Event]:
    legs = Leg.objects.filter(call__in=calls).values_list("call_control_id", flat=True)
    return events_of_legs(list(legs))


def shown(caller: Caller) -> QuerySet[Call]:
    """Return their calls for a page, newest first."""
    return Call.objects.filter(pk__in=caller.calls).order_by("-pk")


def as_json(call: Call) -> dict[str, Any]:
    """Return a call as the caller is given it: what happened, and who spoke with them."""
    legs = call.legs.select_related("user").order_by("pk")
    waits = QueueEntry.objects.filter(call=call).select_related("queue")
    return {
        "call": call.pk,
        "from": call.from_number,
        "to": call.to_number,
        "name": call.caller_name,
        "began": call.started_at.isoformat(),
        "ended": call.ended_at.isoformat() if call.ended_at else None,
        "legs": [
            {
                "role": leg.get_role_display(),
                "address": leg.address if leg.user is None else "",
                "began": leg.initiated_at.isoformat(),
                "ended": leg.ended_at.isoformat() if leg.ended_at else None,
            }
            for leg in legs
        ],
        "waits": [
            {"queue": wait.queue.name, "from": wait.entered_at.isoformat()}
            for wait in waits
        ],
        "lines": [
            {"at": note.at.isoformat(), "text": note.text} for note in call.notes.all()
        ],
        "remarks": [
            {"by": one.agent.name, "text": one.text, "outcome": one.outcome_words}
            for one in remarks_on(call.pk)
        ],
    }


def webhooks(caller: Caller) -> QuerySet[Event]:
    """Return what Telnyx told of them, oldest first."""
    keys = events_of(caller.calls).values_list("pk", flat=True)
    return Event.objects.filter(pk__in=[*keys, *caller.strays]).order_by("pk")
