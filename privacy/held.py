"""What is kept of callers and agents: how it is gone through, and how it goes.

The table near the roof in which each app has its rows: nothing below knows of it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from agents.actions import forgetting as agents
from agents.models import AgentStateChange
from callcontrol import actions as ledgers
from callcontrol.models import Event
from calls.actions import forgetting as calls
from calls.models import Call, Leg
from conferences.actions import forgetting as rooms
from conferences.models import Conference
from flows.actions import forgetting as flows
from outcomes.actions import forgetting as outcomes
from privacy.states import Item, Purpose
from queues.actions import forgetting as queues
from recordings.actions import forgetting as recordings
from transfers.actions import forgetting as transfers

TIME_IS_OVER = "Its time of keeping is over."


@dataclass(frozen=True)
class Removed:
    count: int
    size: int = 0


@dataclass(frozen=True)
class Held:
    """`page` returns the next rows after a key; `remove` lets some of them go.

    The rows of a page are in the order of their keys, which is about that of their times.
    """

    page: Callable[[int, int], list[Item]]
    remove: Callable[[list[Item], datetime], Removed]


def _calls(after: int, size: int) -> list[Item]:
    rows = Call.objects.filter(pk__gt=after).order_by("pk")
    found = rows.values_list("pk", "ended_at", "started_at")[:size]
    return [
        Item(pk, ended or started, pk, is_open=ended is None)
        for pk, ended, started in found
    ]


def _events(after: int, size: int) -> list[Item]:
    rows = Event.objects.filter(pk__gt=after).order_by("pk")
    columns = ("pk", "received_at", "call_control_id", "conference_id")
    found = list(rows.values_list(*columns)[:size])
    legs = Leg.objects.filter(call_control_id__in={row[2] for row in found} - {""})
    of_legs = dict(legs.values_list("call_control_id", "call_id"))
    names = {row[3] for row in found} - {""}
    rooms_ = Conference.objects.filter(conference_id__in=names)
    of_rooms = dict(rooms_.values_list("conference_id", "call_id"))
    return [
        Item(pk, at, of_legs.get(leg) or of_rooms.get(room))
        for pk, at, leg, room in found
    ]


def _states(after: int, size: int) -> list[Item]:
    rows = AgentStateChange.objects.filter(pk__gt=after).order_by("pk")
    found = rows.values_list("pk", "ended_at", "started_at")[:size]
    return [
        Item(pk, ended or started, is_open=ended is None)
        for pk, ended, started in found
    ]


def _keys(items: Collection[Item]) -> list[int]:
    return [item.pk for item in items]


def _forget_audio(items: list[Item], before: datetime) -> Removed:
    return Removed(*recordings.forget_audio(_keys(items), TIME_IS_OVER))


def _forget_events(items: list[Item], before: datetime) -> Removed:
    return Removed(*ledgers.forget_events(_keys(items)))


def _forget_commands(items: list[Item], before: datetime) -> Removed:
    return Removed(ledgers.forget_commands(_keys(items)))


def _forget_notes(items: list[Item], before: datetime) -> Removed:
    keys = _keys(items)
    return Removed(calls.forget_notes(keys) + outcomes.forget_remarks(keys))


def _forget_states(items: list[Item], before: datetime) -> Removed:
    return Removed(agents.forget_states(_keys(items), before=before))


def _forget_calls(items: list[Item], before: datetime) -> Removed:
    """Remove calls from the top of the house down: nothing may refer to what goes."""
    keys = _keys(items)
    legs = Leg.objects.filter(call__in=keys)
    names = list(legs.values_list("call_control_id", flat=True))
    _, audio = recordings.forget_audio(keys, TIME_IS_OVER)
    recordings.forget_recordings(keys)
    transfers.forget_transfers(keys)
    rooms.forget_rooms(keys)
    outcomes.forget_remarks(keys)
    flows.forget_visits(keys)
    queues.forget_entries(keys)
    agents.forget_engagements(keys)
    _, raw = ledgers.forget_events_of_legs(names)
    ledgers.forget_discrepancies(keys)
    calls.forget_calls(keys)
    ledgers.forget_commands(keys)
    return Removed(len(keys), audio + raw)


HELD = {
    Purpose.AUDIO: Held(_calls, _forget_audio),
    Purpose.WEBHOOKS: Held(_events, _forget_events),
    Purpose.COMMANDS: Held(_calls, _forget_commands),
    Purpose.NOTES: Held(_calls, _forget_notes),
    Purpose.STATES: Held(_states, _forget_states),
    Purpose.CALLS: Held(_calls, _forget_calls),
}
