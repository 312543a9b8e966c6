"""A caller stands in Telnyx's queue: the first time starts the clock of the wait."""

from datetime import datetime

from callcontrol.unit_of_work import UnitOfWork
from calls import actions as calls
from calls.aggregate import CallAggregate
from calls.models import Leg
from queues.actions import callers
from queues.aggregate import CallEntries, Entries
from queues.models import Queue, QueueEntry


def note_queued(
    call: CallAggregate, leg: Leg, telnyx_name: str, *, at: datetime, work: UnitOfWork
) -> None:
    """Note that a customer stands in Telnyx's queue since `at`.

    An event that came before our own record of the entry makes that record.
    """
    mine = work.part(Entries).of(call)
    if call.customer is not leg:
        return
    entry = _entry_at(mine.entries, telnyx_name, at)
    if entry is None:
        entry = _adopt(mine, leg, telnyx_name, at=at, work=work)
    if entry is not None and (entry.queued_at is None or entry.queued_at > at):
        entry.queued_at = at
        if entry.transferred_at is None:
            entry.entered_at = at
    work.touch(call)


def _entry_at(
    entries: list[QueueEntry], telnyx_name: str, at: datetime
) -> QueueEntry | None:
    """Return the stay of that moment; who goes on to another queue at that very moment
    has two, of which the name tells."""
    named = [one for one in entries if one.queue.telnyx_name == telnyx_name] or entries
    during = (one for one in named if one.left_at is None or one.left_at >= at)
    return next(during, named[-1] if named else None)


def _adopt(
    mine: CallEntries, leg: Leg, telnyx_name: str, *, at: datetime, work: UnitOfWork
) -> QueueEntry | None:
    queue = Queue.objects.filter(telnyx_name=telnyx_name).first()
    if queue is None:
        text = "Entered a queue at Telnyx that is none of ours."
        calls.note(mine.call, text, at=at)
        return None
    return callers.open_entry(mine, leg, queue, work)


def note_unfed_number(call: CallAggregate, work: UnitOfWork, *, at: datetime) -> None:
    """Say on the call's page why nobody answers it: its number feeds no queue."""
    mine = work.part(Entries).of(call)
    if not mine.entries and callers.queue_for(mine, work) is None:
        number = call.call.to_number or "The number that was called"
        text = f"{number} feeds no queue, so the call is not answered."
        calls.note(call, text, at=at)
