"""What the product itself knows of a call: which queue, what was decided."""

from datetime import datetime

from calls.aggregate import CallAggregate
from calls.models import Note


def note_queue(aggregate: CallAggregate, queue_name: str) -> None:
    """Note in which queue the customer waits, or last waited."""
    aggregate.call.queue_name = queue_name


def note(
    aggregate: CallAggregate, text: str, *, at: datetime, user_id: int | None = None
) -> None:
    """Write a line into the call's timeline."""
    line = Note(text=text[:300], at=at, user_id=user_id)
    line.call = aggregate.call
    aggregate.work.add(line)
