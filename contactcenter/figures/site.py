"""How the whole site is at this moment, read from the database: the same in any process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from agents.models import Agent
from callcontrol.health.queries import clock_offset
from callcontrol.lag import inbox_lag, outbox_lag
from callcontrol.models import Command, Discrepancy, Event
from callcontrol.states import CommandState, EventState
from contactcenter import health
from queues.models import Queue, QueueEntry
from queues.states import EntryState

Values = dict[tuple[str, ...], float]


@dataclass(frozen=True)
class Gauge:
    name: str
    words: str
    labels: tuple[str, ...]
    read: Callable[[datetime], Values]


def parts(now: datetime) -> Values:
    return {
        (name,): float(state == health.OK) for name, state in health.report().items()
    }


def events(now: datetime) -> Values:
    """Count what is not applied; of what is, there may be millions."""
    stuck = (
        EventState.RECEIVED,
        EventState.HELD,
        EventState.QUARANTINED,
        EventState.DEAD,
    )
    counts = Event.objects.filter(state__in=stuck).order_by()
    found = dict(counts.values_list("state").annotate(Count("pk")))
    return {(state.value,): float(found.get(state.value, 0)) for state in stuck}


def commands(now: datetime) -> Values:
    under_way = [CommandState.PENDING, CommandState.SENDING]
    rows = Command.objects.filter(state__in=under_way).order_by()
    found = dict(rows.values_list("state").annotate(Count("pk")))
    return {(state.value,): float(found.get(state.value, 0)) for state in under_way}


def event_age(now: datetime) -> Values:
    return {(): inbox_lag(now=now).total_seconds()}


def command_age(now: datetime) -> Values:
    return {(): outbox_lag(now=now).total_seconds()}


def callers(now: datetime) -> Values:
    return {(name,): float(count) for name, count, _ in _waiting()}


def longest_waits(now: datetime) -> Values:
    return {
        (name,): (now - first).total_seconds() if first else 0.0
        for name, _, first in _waiting()
    }


def _waiting() -> Iterator[tuple[str, int, datetime | None]]:
    waiting = QueueEntry.objects.filter(state=EntryState.WAITING).order_by()
    rows = waiting.values("queue_id").annotate(
        count=Count("pk"), first=Min("entered_at")
    )
    found = {row["queue_id"]: (row["count"], row["first"]) for row in rows}
    for pk, name in Queue.objects.order_by("pk").values_list("pk", "name"):
        yield (name, *found.get(pk, (0, None)))


def agents(now: datetime) -> Values:
    rows = Agent.objects.order_by().values_list("state").annotate(Count("pk"))
    return {(state,): float(count) for state, count in rows}


def discrepancies(now: datetime) -> Values:
    rows = Discrepancy.objects.filter(ended_at=None, is_told=True).order_by()
    return {
        (kind,): float(count)
        for kind, count in rows.values_list("kind").annotate(Count("pk"))
    }


def clock(now: datetime) -> Values:
    offset = clock_offset(now=now)
    return {} if offset is None else {(): offset.total_seconds()}


GAUGES = (
    Gauge("part_well", "Whether a part is well.", ("part",), parts),
    Gauge(
        "events_waiting", "Events that are not applied, by state.", ("state",), events
    ),
    Gauge(
        "inbox_age_seconds", "For how long an event waits that is due.", (), event_age
    ),
    Gauge("commands_waiting", "Commands under way, by state.", ("state",), commands),
    Gauge(
        "outbox_age_seconds",
        "For how long a command waits that is due.",
        (),
        command_age,
    ),
    Gauge("callers_waiting", "Callers in line.", ("queue",), callers),
    Gauge("longest_wait_seconds", "Of those in line.", ("queue",), longest_waits),
    Gauge("agents", "Agents, by state.", ("state",), agents),
    Gauge("discrepancies", "What disagrees or is stuck.", ("kind",), discrepancies),
    Gauge("clock_offset_seconds", "Our clock minus Telnyx's.", (), clock),
)
