"""What agents wrote of calls, and which queue's outcomes they choose from."""

from collections.abc import Iterator

from agents.models import Agent
from calls.models import Call
from calls.queries import Moment
from outcomes.models import Remark
from queues.models import Queue, QueueEntry


def remark_of(call_pk: int, agent: Agent) -> Remark | None:
    return Remark.objects.filter(call=call_pk, agent=agent).first()


def remarks_on(call_pk: int) -> list[Remark]:
    """Return what was written or chosen on a call, oldest first."""
    rows = Remark.objects.filter(call=call_pk).select_related("agent")
    return [row for row in rows if row.text or row.outcome_words]


def queue_of(call_pk: int, agent: Agent) -> Queue | None:
    """Return from which queue the agent had a call, else the one that it was in last."""
    entries = QueueEntry.objects.filter(call=call_pk).select_related("queue")
    found = list(entries.order_by("-entered_at", "-pk"))
    theirs = [one for one in found if one.answered_by_id == agent.pk]
    return next((one.queue for one in [*theirs, *found]), None)


def remark_moments(call: Call) -> Iterator[Moment]:
    """Yield what agents wrote and chose as lines of the timeline of a call; one query."""
    for row in remarks_on(call.pk):
        if row.chosen_at is not None:
            text = f"Outcome: {row.outcome_words}."
            yield Moment(row.chosen_at, "state", "", text, row.agent.name)
        if row.text and row.written_at is not None:
            yield Moment(
                row.written_at, "state", "", "Notes.", row.agent.name, detail=row.text
            )
