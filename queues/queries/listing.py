"""The list of queues: what each is set to, and how it stands now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from agents.models import Agent
from agents.states import AgentState
from queues.models import Queue, QueueEntry
from queues.states import OPEN_ENTRY


@dataclass(frozen=True)
class Listed:
    """A line of the list of queues."""

    queue: Queue
    members: list[Agent]
    waiting: int
    longest_since: datetime | None

    @property
    def ready(self) -> int:
        return sum(one.state == AgentState.AVAILABLE for one in self.members)

    @property
    def staffed(self) -> int:
        return sum(one.state != AgentState.OFFLINE for one in self.members)


def listed() -> list[Listed]:
    """Return all queues by name, with members and numbers loaded; five queries."""
    entered: dict[int, list[datetime]] = defaultdict(list)
    waiting = QueueEntry.objects.filter(state__in=OPEN_ENTRY)
    for queue_pk, at in waiting.values_list("queue_id", "entered_at"):
        entered[queue_pk].append(at)
    queues = Queue.objects.prefetch_related("agents", "routes__phone_number")
    return [
        Listed(
            queue=queue,
            members=list(queue.agents.all()),
            waiting=len(entered[queue.pk]),
            longest_since=min(entered[queue.pk], default=None),
        )
        for queue in queues
    ]
