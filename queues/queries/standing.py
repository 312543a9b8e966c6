"""How a queue stands for one who comes or waits."""

from datetime import datetime

from agents.models import Agent
from agents.states import ABSENT, AgentState
from hours.opening import Opening
from hours.queries import opening_of
from queues.models import Queue, QueueEntry
from queues.overflow import Standing
from queues.states import OPEN_ENTRY

OUT_OF_REACH = (AgentState.NOT_READY, AgentState.NOT_RESPONDING)


def opening_of_queue(queue: Queue, *, now: datetime) -> Opening:
    """Return whether a queue lets new callers in by its hours; needs `schedule` loaded."""
    return opening_of(queue.schedule, now=now)


def standing_of(queue: Queue, *, now: datetime, but: int | None = None) -> Standing:
    """Return how a queue stands, without the entry `but`; three queries, one more when
    it has hours."""
    others = QueueEntry.objects.filter(queue=queue, state__in=OPEN_ENTRY)
    here = Agent.objects.filter(queues=queue, retired_at=None).exclude(state__in=ABSENT)
    states = list(here.order_by().values_list("state", flat=True))
    return Standing(
        is_open=queue.closed_at is None and opening_of_queue(queue, now=now).is_open,
        is_shut=queue.closed_at is not None,
        others=others.exclude(pk__in=[but] if but else []).count(),
        max_size=queue.max_size,
        on_duty=len(states),
        reachable=sum(state not in OUT_OF_REACH for state in states),
    )
