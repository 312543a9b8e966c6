"""Bridging two legs, and supervising one of them."""

from __future__ import annotations

from emulator import errors
from emulator.times import stamp
from emulator.world import playbacks, queues
from emulator.world.departures import end_leg, vacate
from emulator.world.model import World, require_answered
from emulator.world.state import Bridge, Leg, QueueEntry


def bridge(world: World, leg: Leg, target: Leg, *, silent: Leg | None = None) -> None:
    """Let two answered legs hear each other; each leaves the place where it was.

    ``leg`` is the one that the command was issued on: only it is protected by its
    park_after_unbridge. ``silent`` is a leg that shall not report the bridge.
    """
    if leg.peer is not target:
        _clear_the_way(world, target)
        _clear_the_way(world, leg)
        leg.place = target.place = Bridge(leg, target)
        leg.on_hold = target.on_hold = False
        target.parks_after_unbridge = target.holds_after_unbridge = False
    for one in (leg, target):
        if one is not silent:
            world.emit("call.bridged", one)
    for one in (leg, target):
        world.people.talk_started(one)


def _clear_the_way(world: World, leg: Leg) -> None:
    if world.settings.playback_ends_before_dequeue:
        playbacks.silence(world, leg, "cancelled")
    vacate(world, leg, world.settings.served_reason)
    playbacks.silence(world, leg, "cancelled")


def require_bridgeable(
    world: World, leg: Leg, target: Leg, *, prevent_double: bool
) -> None:
    """Raise the Refusal that fits when the target cannot be bridged with ``leg``."""
    if target is leg:
        raise errors.not_possible(
            world.settings.code_not_possible, "A call can't be bridged with itself."
        )
    if target.supervises is not None:
        raise errors.supervisor_commands(world.settings.code_supervisor_commands)
    if prevent_double and target.peer not in {None, leg}:
        raise errors.not_possible(
            world.settings.code_not_possible, "The target call is already bridged."
        )


def take_first_of_queue(world: World, leg: Leg, queue_name: str) -> Leg:
    """The call that the queue serves next.

    A kept call whose caller has hung up is removed and refused with what is needed to
    call back. Raises Refusal when the queue is empty or unknown (code is a choice).
    """
    queue = world.queues.get(queue_name)
    entries = queue.entries if queue is not None else []
    if not entries:
        raise errors.not_possible(
            world.settings.code_queue_empty, f"The '{queue_name}' queue is empty."
        )
    entry: QueueEntry = entries[0]
    first = entry.leg
    if first is leg:
        raise errors.not_possible(
            world.settings.code_not_possible, "A call can't be bridged with itself."
        )
    if not first.is_alive:
        queues.leave(world, entry, world.settings.served_reason, is_reported=False)
        raise errors.Refusal(
            422,
            world.settings.code_queue_empty,
            "Unable to execute command",
            "The first call of the queue has already ended.",
            meta={
                "call_control_id": first.call_control_id,
                "call_session_id": first.call_session_id,
                "from": first.from_,
                "to": first.to,
                "enqueued_at": stamp(entry.enqueued_at),
            },
        )
    require_answered(first)
    return first


def connect_supervisor(world: World, supervisor: Leg) -> None:
    """A supervising leg was answered: it listens from now on."""
    supervised = supervisor.supervises
    if supervised is None or not supervised.is_alive:
        ending = supervisor.ended_normally(by_far_party=False)
        end_leg(world, supervisor, ending)
        return
    if world.settings.bridged_event_for_supervisor:
        world.emit("call.bridged", supervisor)
