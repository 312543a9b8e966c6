"""Queues: strictly first in, first out (docs: Queueing calls guide)."""

from __future__ import annotations

from collections.abc import Callable

from emulator import errors
from emulator.world.model import World
from emulator.world.state import Leg, Queue, QueueEntry


def create_queue(world: World, name: str, max_size: int) -> Queue:
    now = world.now()
    queue = Queue(world.ids.uuid(), name, max_size, now, now)
    world.queues[name] = queue
    _collect_when_empty(world, queue)
    return queue


def _collect_when_empty(world: World, queue: Queue) -> None:
    """Remove the queue if nobody entered it for the time that the settings give."""
    secs, entered = world.settings.empty_queue_secs, queue.entered
    if secs is None or queue.entries:
        return

    def collect() -> None:
        is_idle = not queue.entries and queue.entered == entered
        if is_idle and world.queues.get(queue.name) is queue:
            del world.queues[queue.name]

    world.after(secs, collect)


def enter(
    world: World,
    leg: Leg,
    queue: Queue,
    *,
    max_wait_secs: float | None,
    keep_after_hangup: bool,
    when_too_long: Callable[[QueueEntry], None],
) -> QueueEntry:
    """Put a parked leg at the end of ``queue`` and report it."""
    now = world.now()
    entry = QueueEntry(queue, leg, now, keep_after_hangup)
    queue.entries.append(entry)
    queue.entered += 1
    leg.place = entry
    if max_wait_secs is not None:
        entry.timer = world.after(max_wait_secs, lambda: when_too_long(entry))
    world.emit(
        "call.enqueued",
        leg,
        queue=queue.name,
        current_position=entry.position,
        queue_avg_wait_time_secs=queue.average_wait_secs(now),
    )
    return entry


def leave(
    world: World, entry: QueueEntry, reason: str, *, is_reported: bool = True
) -> None:
    """Take an entry out of its queue; its leg, if alive, is parked."""
    position = entry.position
    entry.queue.entries.remove(entry)
    entry.queue.past_entries.add(entry, world.now())
    if entry.timer is not None:
        entry.timer.cancel()
    if entry.leg.place is entry:
        entry.leg.place = None
    if is_reported:
        report_left(world, entry, position, reason)
    _collect_when_empty(world, entry.queue)


def report_left(world: World, entry: QueueEntry, position: int, reason: str) -> None:
    """Report ``call.dequeued``; ``position`` is the last one."""
    world.emit(
        "call.dequeued",
        entry.leg,
        queue=entry.queue.name,
        queue_position=position,
        reason=reason,
        wait_time_secs=entry.wait_secs(world.now()),
    )


def find_entry(queue: Queue, call_control_id: str) -> QueueEntry:
    """The entry of this call; raises Refusal 404."""
    for entry in queue.entries:
        if entry.leg.call_control_id == call_control_id:
            return entry
    raise errors.not_found("queue call")
