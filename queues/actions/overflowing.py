"""Let a caller go on from a queue: to another one, or out of all queues.

What they go on to that is no queue stands on their entry (`onward`), and is done by the
app above that leads callers.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from calls import actions as calls
from calls.actions.quiet import recompute_calls
from calls.models import Leg
from queues.actions.opening import note_opened
from queues.aggregate import CallEntries
from queues.models import Queue, QueueEntry
from queues.overflow import (
    TOLD,
    Destination,
    Reason,
    destination_for,
    reason_to_go,
)
from queues.queries.standing import standing_of
from queues.states import PICKABLE, EntryState

# What a timeline says of where a caller goes on to.
WHERE = {
    Destination.NUMBER: "goes on to the number {}",
    Destination.WORDS: "is told so, and the call ends",
}


def let_go(mine: CallEntries, entry: QueueEntry, *, is_new: bool = False) -> bool:
    """Let a caller go on if there is a reason; whether they left this entry."""
    reason = _reason(mine, entry, is_new=is_new)
    if reason is None:
        return False
    said = destination_for(reason, entry.queue.overflow)
    target = _next_queue(mine, said)
    if target is None and said["kind"] == Destination.QUEUE:
        # They have been there already, or it takes nobody: they wait where they are.
        return False
    leave(entry, reason, at=mine.call.work.now)
    if target is None:
        entry.onward = said
        words = WHERE[Destination(said["kind"])].format(said.get("number", ""))
    else:
        words = f"goes on to {target.name}"
    text = f"{TOLD[reason].format(entry.queue.name)}: {words}."
    calls.note(mine.call, text, at=mine.call.work.now)
    if target is not None and mine.call.live_customer is not None:
        following = go_on_to(mine, mine.call.live_customer, target)
        let_go(mine, following, is_new=True)
    mine.call.work.touch(mine.call)
    return True


def _reason(mine: CallEntries, entry: QueueEntry, *, is_new: bool) -> Reason | None:
    if not entry.queue.may_let_go or entry.state not in PICKABLE:
        return None
    if any(one.queue_id == entry.queue_id and one.withdrawn_as for one in mine.entries):
        # It has let them go before, and they came back: now they wait.
        return None
    now = mine.call.work.now
    return reason_to_go(
        standing_of(entry.queue, now=now, but=entry.pk),
        entry.queue.overflow,
        waited=now - entry.entered_at,
        longest=timedelta(seconds=entry.queue.max_wait_secs),
        is_new=is_new,
        is_shut_out=entry.is_shut_out,
    )


def _next_queue(mine: CallEntries, said: dict[str, Any]) -> Queue | None:
    if said["kind"] != Destination.QUEUE:
        return None
    been_in = {entry.queue_id for entry in mine.entries}
    rows = Queue.objects.select_related("schedule").filter(retired_at=None)
    return rows.filter(pk=said["queue"]).exclude(pk__in=been_in).first()


def leave(entry: QueueEntry, reason: str, *, at: datetime) -> None:
    """The rest follows when the call is computed anew."""
    entry.withdrawn_at, entry.withdrawn_as = at, reason
    entry.state, entry.left_at = EntryState.FLOWED_OUT, at


def go_on_to(mine: CallEntries, customer: Leg, queue: Queue) -> QueueEntry:
    """Open an entry in another queue, which keeps the clock of the call."""
    work = mine.call.work
    entry = QueueEntry(
        queue=queue,
        entered_at=min(one.entered_at for one in mine.entries),
        priority=max([queue.priority, *(one.priority for one in mine.entries)]),
        transferred_at=work.now,
    )
    return note_opened(mine, entry, customer)


def put_back(mine: CallEntries, customer: Leg) -> QueueEntry | None:
    """Let a caller wait again where they were let go, with their clock.

    None when nobody is let into that queue now.
    """
    queue = mine.entries[-1].queue
    if not standing_of(queue, now=mine.call.work.now).is_open:
        return None
    return go_on_to(mine, customer, queue)


def overflow(*, now: datetime) -> int:
    """Look after those who wait where they may have to go on; return how many do."""
    rows = Queue.objects.exclude(overflow={}) | Queue.objects.exclude(closed_at=None)
    found: set[int] = set()
    for queue in rows.select_related("schedule"):
        found.update(_to_go_on(queue, now=now))
    return recompute_calls(found, now=now)


def _to_go_on(queue: Queue, *, now: datetime) -> list[int]:
    before = QueueEntry.objects.filter(call=OuterRef("call"), queue=queue)
    rows = QueueEntry.objects.filter(queue=queue, state__in=PICKABLE)
    waiting = list(rows.exclude(Exists(before.exclude(withdrawn_as=""))))
    if not waiting:
        return []
    standing = standing_of(queue, now=now)
    return [
        entry.call_id
        for entry in waiting
        if reason_to_go(
            standing,
            queue.overflow,
            waited=now - entry.entered_at,
            longest=timedelta(seconds=queue.max_wait_secs),
            is_new=False,
            is_shut_out=entry.is_shut_out,
        )
    ]
