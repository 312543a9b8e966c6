"""Whom a caller talked with last."""

from datetime import timedelta

from agents.models import Agent
from agents.states import ABSENT
from calls.models import Call
from queues.models import QueueEntry
from queues.states import EntryState

# Who called longer ago is like anybody.
REMEMBERED_FOR = timedelta(days=30)
# So many calls are looked at: who gave up often and talked once is found all the same.
MOST_CALLS = 20
SHORTEST_NUMBER = 6


def agent_of_last_call(entry: QueueEntry) -> Agent | None:
    """Return the agent of the caller's last conversation in this queue.

    None when there was none, when the caller shows no number of their own, or when that
    agent is not in the queue any more or not there today.
    """
    number = entry.call.from_number
    if len(number) < SHORTEST_NUMBER or not any(map(str.isdigit, number)):
        return None
    since = entry.entered_at - REMEMBERED_FOR
    calls = Call.objects.filter(from_number=number, started_at__gt=since)
    recent = calls.order_by("-started_at").values_list("pk", flat=True)[:MOST_CALLS]
    answered = QueueEntry.objects.filter(
        call__in=list(recent), queue=entry.queue, state=EntryState.ANSWERED
    )
    last = answered.select_related("answered_by").order_by("-entered_at").first()
    agent = last.answered_by if last else None
    if agent is None or agent.state in ABSENT or agent.retired_at:
        return None
    is_member = entry.queue.agents.filter(pk=agent.pk).exists()
    return agent if is_member else None
