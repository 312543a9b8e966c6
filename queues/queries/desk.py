"""How the queues of an agent stand, for all who take callers of the same ones."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from agents.models import Agent
from agents.states import ABSENT, AgentState
from queues.models import Queue, QueueEntry
from queues.queries.reasons import reasons_why
from queues.routing import Why
from queues.states import OPEN_ENTRY


@dataclass(frozen=True)
class QueueLine:
    """One of the queues: how many wait, since when, and why the first one still does."""

    queue: Queue
    waiting: int
    longest_since: datetime | None
    available: int
    on_duty: int
    why: Why | None


def taken_from(pks: Collection[int]) -> QuerySet[Queue]:
    return Queue.objects.filter(pk__in=pks)


def queue_lines(pks: Collection[int], *, now: datetime) -> list[QueueLine]:
    """Return a line for each queue that is open or in which somebody waits.

    The longest wait comes first; a fixed number of queries.
    """
    waiting = QueueEntry.objects.filter(state__in=OPEN_ENTRY, queue__in=pks)
    found: dict[int, list[QueueEntry]] = defaultdict(list)
    related = waiting.select_related("queue", "sticky_agent")
    for entry in related.order_by("-priority", "entered_at", "pk"):
        found[entry.queue_id].append(entry)
    reasons = reasons_why([some[0] for some in found.values()], now=now)
    states = _states(pks)
    lines = [
        _line(queue, found[queue.pk], states[queue.pk], reasons)
        for queue in taken_from(pks)
        if queue.retired_at is None or found[queue.pk]
    ]
    return sorted(lines, key=lambda line: (line.longest_since or now, line.queue.name))


def _line(
    queue: Queue,
    entries: list[QueueEntry],
    states: dict[str, int],
    reasons: dict[int, Why],
) -> QueueLine:
    return QueueLine(
        queue=queue,
        waiting=len(entries),
        longest_since=min((one.entered_at for one in entries), default=None),
        available=states.get(AgentState.AVAILABLE, 0),
        on_duty=sum(states.values()),
        why=reasons.get(entries[0].pk) if entries else None,
    )


def _states(pks: Collection[int]) -> dict[int, dict[str, int]]:
    """Return how many agents of each queue are in which state, of those on duty."""
    here = Agent.objects.exclude(state__in=ABSENT).filter(queues__in=pks)
    rows = here.order_by().values_list("queues", "state").annotate(Count("pk"))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for queue_pk, state, count in rows:
        found[queue_pk][state] = count
    return found
