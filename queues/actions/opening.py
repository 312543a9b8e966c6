"""Open an entry: a caller is in our record of a queue."""

from calls import actions as calls
from calls.models import Leg
from queues.aggregate import CallEntries
from queues.models import QueueEntry


def note_opened(
    mine: CallEntries, entry: QueueEntry, customer: Leg | None
) -> QueueEntry:
    """Take a new entry into the rows of its call."""
    entry.call = mine.call.call
    if customer is not None:
        entry.leg = customer
    mine.entries.append(mine.call.work.add(entry))
    calls.note_queue(mine.call, entry.queue.name)
    return entry
