"""The list of queues: what each is set to, and how it stands now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from agents.models import Agent
from agents.states import ABSENT, AgentState
from callcontrol.models import Command
from callcontrol.words import explain
from database.bounded import Outside, stored_outside
from queues.models import Queue, QueueEntry
from queues.queries.limits import last_limit_commands
from queues.states import OPEN_ENTRY


@dataclass(frozen=True)
class Listed:
    """A line of the list of queues."""

    queue: Queue
    members: list[Agent]
    waiting: int
    longest_since: datetime | None
    # What was last asked of Telnyx about its limit.
    limit: Command | None = None

    @property
    def limit_trouble(self) -> str:
        """Why Telnyx does not have the queue's limit, as one sentence; empty when it has."""
        return explain(self.limit) if self.limit and self.limit.is_unsuccessful else ""

    @property
    def ready(self) -> int:
        return sum(one.state == AgentState.AVAILABLE for one in self.members)

    @property
    def staffed(self) -> int:
        return sum(one.state not in ABSENT for one in self.members)


def settings_outside(queues: QuerySet[Queue]) -> list[tuple[Queue, Outside]]:
    """Return each setting that is stored outside of its bounds, with its queue."""
    found = stored_outside(Queue)
    rows = queues.in_bulk({one.pk for one in found}) if found else {}
    return [(rows[one.pk], one) for one in found if one.pk in rows]


def listed(seen: QuerySet[Queue]) -> list[Listed]:
    """Return these queues by name, with members and numbers loaded; six queries."""
    entered: dict[int, list[datetime]] = defaultdict(list)
    waiting = QueueEntry.objects.filter(state__in=OPEN_ENTRY)
    for queue_pk, at in waiting.values_list("queue_id", "entered_at"):
        entered[queue_pk].append(at)
    rows = seen.prefetch_related("agents", "routes__phone_number")
    queues = list(rows)
    limits = last_limit_commands([queue.telnyx_name for queue in queues])
    return [
        Listed(
            queue=queue,
            members=list(queue.agents.all()),
            waiting=len(entered[queue.pk]),
            longest_since=min(entered[queue.pk], default=None),
            limit=limits.get(queue.telnyx_name),
        )
        for queue in queues
    ]
