"""The queue commands of a leg (docs: Queueing calls guide)."""

from __future__ import annotations

from emulator import errors
from emulator.world import queues
from emulator.world.departures import vacate
from emulator.world.model import World
from emulator.world.state import Leg, QueueEntry


def enqueue(
    world: World,
    leg: Leg,
    queue_name: str,
    *,
    max_size: int | None,
    max_wait_time_secs: int | None,
    keep_after_hangup: bool,
) -> None:
    """Put an answered leg at the end of a queue, which is made if it is new.

    ``max_size`` counts only for a new queue. Raises Refusal 90038 when the leg is in
    this queue already, 90036 when the queue is full.
    """
    queue = world.queues.get(queue_name)
    if queue is not None:
        if isinstance(leg.place, QueueEntry) and leg.place.queue is queue:
            raise errors.already_queued()
        if len(queue.entries) >= queue.max_size:
            raise errors.queue_full(queue_name)
    vacate(world, leg, "leave")
    if queue is None:
        size = max_size or world.settings.enqueue_default_max_size
        queue = queues.create_queue(world, queue_name, size)
    queues.enter(
        world,
        leg,
        queue,
        max_wait_secs=max_wait_time_secs,
        keep_after_hangup=keep_after_hangup,
        when_too_long=lambda entry: queues.leave(world, entry, "timeout"),
    )


def leave_queue(world: World, leg: Leg) -> None:
    """Park a queued leg; raises Refusal when it is in no queue."""
    if not isinstance(leg.place, QueueEntry):
        raise errors.not_possible(
            world.settings.code_not_possible, "This call is not in a queue."
        )
    vacate(world, leg, "leave")
