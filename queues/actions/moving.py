"""Move waiting callers to another queue, or change their priority, by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls import actions as calls
from calls.aggregate import Calls
from queues.actions.overflowing import go_on_to, leave
from queues.aggregate import CallEntries, Entries
from queues.models import Queue, QueueEntry
from queues.states import PICKABLE

# Why a stay ended whose caller somebody moved.
MOVED = "moved"


@dataclass(frozen=True)
class Moved:
    """How many of those who were chosen: not those who ring an agent, or have left."""

    done: int
    chosen: int


def change_callers(
    pks: Collection[int],
    *,
    queue: Queue | None,
    priority: int | None,
    by: User,
    now: datetime,
) -> Moved:
    """Give waiting callers another queue, which keeps their clock, or another priority.

    Each in a transaction of its own: one who has left keeps nobody else.
    """
    rows = QueueEntry.objects.filter(pk__in=pks).order_by("entered_at", "pk")
    done = 0
    for pk, call_pk in list(rows.values_list("pk", "call_id")):
        with unit_of_work(now=now) as work:
            mine = work.part(Entries).of(work.part(Calls).locked(call_pk))
            done += _change(mine, pk, queue, priority, by, work)
    return Moved(done, len(pks))


def _change(
    mine: CallEntries,
    pk: int,
    queue: Queue | None,
    priority: int | None,
    by: User,
    work: UnitOfWork,
) -> bool:
    entry, customer = mine.open_entry, mine.call.live_customer
    if entry is None or entry.pk != pk or entry.state not in PICKABLE:
        return False
    if customer is None:
        return False
    if queue is not None and queue.pk != entry.queue_id:
        leave(entry, MOVED, at=work.now)
        text = f"Was moved from {entry.queue.name} to {queue.name}."
        calls.note(mine.call, text, at=work.now, user_id=by.pk)
        entry = go_on_to(mine, customer, queue)
    if priority is not None and priority != entry.priority:
        text = f"The priority was changed from {entry.priority} to {priority}."
        calls.note(mine.call, text, at=work.now, user_id=by.pk)
        entry.priority = priority
    work.touch(mine.call)
    return True
