"""Leaving a place and ending: every way in which a leg stops being where it is.

Leaving has consequences for others (a peer left alone, a conference that ends) which
must come after the leaver's own events, so ``depart`` returns them as a function.
"""

from __future__ import annotations

from collections.abc import Callable

from emulator import errors
from emulator.world import costs, gathers, playbacks, queues, recordings
from emulator.world.model import World
from emulator.world.state import Bridge, Conference, Leg, Participant
from emulator.world.values import Ending, Phase

Consequence = Callable[[], None]


def nothing() -> None:
    """The consequence of leaving a place where nobody else was."""


def depart(world: World, leg: Leg, queue_reason: str) -> Consequence:
    """Take a leg out of its place, reporting it; the leg is parked afterwards.

    ``queue_reason`` is told by ``call.dequeued``. Returns what follows for others.
    """
    place = leg.place
    if place is None:
        return nothing
    if isinstance(place, Bridge):
        return _unbridge(world, leg, place)
    if isinstance(place, Participant):
        return leave_conference(world, place)
    if queue_reason == "hangup" and place.keep_after_hangup:
        leg.place = None
        if world.settings.dequeue_event_for_kept_call:
            queues.report_left(world, place, place.position, queue_reason)
        return nothing
    queues.leave(world, place, queue_reason)
    return nothing


def vacate(world: World, leg: Leg, queue_reason: str = "bridged") -> None:
    """Take a living leg out of its place, with all that follows.

    Raises Refusal 90018 when that ended the leg itself, as leaving does for the
    creator of a conference that ends with it.
    """
    depart(world, leg, queue_reason)()
    if not leg.is_alive:
        raise errors.call_ended()


def _unbridge(world: World, leg: Leg, bridge: Bridge) -> Consequence:
    peer = bridge.other(leg)
    leg.place = peer.place = None
    world.people.talk_stopped(leg)
    world.people.talk_stopped(peer)

    def peer_is_left_alone() -> None:
        if not peer.is_alive or peer.place is not None:
            return
        if peer.parks_after_unbridge:
            if world.settings.parked_event:
                world.emit(world.settings.parked_event, peer)
            return
        if peer.holds_after_unbridge:
            peer.on_hold = True
            return
        end_leg(world, peer, Ending("normal_clearing", peer.our_side, "200"))

    return peer_is_left_alone


def end_leg(world: World, leg: Leg, ending: Ending) -> None:
    """End a leg for good and report it; ending twice does nothing.

    Order: media and gather end, the place is left, ``call.hangup``, then what
    follows for others. A conference is left after the hangup if the settings say so.
    """
    if not leg.is_alive:
        return
    leg.cancel_timers()
    gathers.stop(world, leg, "call_hangup")
    playbacks.silence(world, leg, "call_hangup")
    place = leg.place
    if isinstance(place, Participant) and world.settings.hangup_before_left:
        _stop_hearing(world, place)
        _close(world, leg, ending)
        world.emit("call.hangup", leg)
        after = leave_conference(world, place)
    else:
        after = depart(world, leg, "hangup")
        _close(world, leg, ending)
        world.emit("call.hangup", leg)
    _conclude(world, leg)
    after()
    _end_dependents(world, leg)


def _close(world: World, leg: Leg, ending: Ending) -> None:
    leg.phase = Phase.ENDED
    leg.ended_at = world.now()
    leg.ending = ending
    world.past_legs.add(leg, leg.ended_at)
    world.after(world.settings.ended_call_memory_secs, lambda: world.forget(leg))


def _conclude(world: World, leg: Leg) -> None:
    world.people.call_ended(leg)
    recordings.stop_all(world, leg.recordings)
    costs.report_cost(world, leg)


def _end_dependents(world: World, leg: Leg) -> None:
    """Supervising legs and a transfer in progress end with their leg."""
    _end_twin(world, leg)
    for supervisor in list(leg.supervisors):
        end_leg(world, supervisor, supervisor.ended_normally(by_far_party=False))
    if leg.supervises is not None:
        leg.supervises.supervisors.remove(leg)
    target = leg.transfers_to
    if target is not None and target.is_alive and not target.is_answered:
        end_leg(world, target, Ending("originator_cancel", "caller", "487"))
    if leg.transfer_of is not None and leg.transfer_of.transfers_to is leg:
        leg.transfer_of.transfers_to = None


def _end_twin(world: World, leg: Leg) -> None:
    """The other end of a call to the account itself ends with this one."""
    twin, leg.twin = leg.twin, None
    if twin is None or leg.ending is None:
        return
    twin.twin = None
    ending = leg.ending
    if twin.is_answered:
        ending = twin.ended_normally(by_far_party=True)
    elif twin.direction == "outgoing":
        ending = Ending(ending.cause, "callee", ending.sip_code)
    elif ending.source == "caller" or ending.cause in {"timeout", "no_answer"}:
        ending = Ending("originator_cancel", "caller", "487")
    end_leg(world, twin, ending)


def leave_conference(world: World, participant: Participant) -> Consequence:
    """Take one participant out, reporting it; returns what follows for the others."""
    _detach(world, participant)
    conference = participant.conference

    def after_exit() -> None:
        if conference.is_over:
            return
        if participant.ends_conference:
            end_conference(
                world, conference, reason="host_left", ended_by=participant.leg
            )
        elif participant.soft_ends_conference:
            _complete(world, conference, "host_left", "host_left", participant.leg)
        elif not conference.participants:
            _complete(world, conference, "all_left", "all_left", None)

    return after_exit


def _detach(world: World, participant: Participant) -> None:
    conference, leg = participant.conference, participant.leg
    conference.participants.remove(participant)
    conference.former_participants.append(participant)
    conference.past_participants.add(participant, world.now())
    participant.has_left = True
    participant.updated_at = world.now()
    if leg is conference.creator:
        conference.creator_left = True
    _stop_hearing(world, participant)
    leg.place = None
    world.people.talk_stopped(leg)
    if len(conference.participants) == 1:
        world.people.talk_stopped(conference.participants[0].leg)
    world.emit("conference.participant.left", leg, conference=conference)


def _stop_hearing(world: World, participant: Participant) -> None:
    """End what is played to this participant alone."""
    conference, leg = participant.conference, participant.leg
    for media in list(conference.playing):
        if media.legs and leg in media.legs:
            playbacks.end_for_participant(world, conference, media, leg)


def end_conference(
    world: World,
    conference: Conference,
    *,
    reason: str,
    ended_by: Leg | None = None,
    webhook_reason: str | None = None,
) -> None:
    """Force an end: participants leave, their legs hang up, the conference ends.

    The creator's leg is hung up too, wherever it has gone (seen live).
    """
    doomed = [participant.leg for participant in conference.participants]
    if not world.settings.hangup_before_left:
        for participant in list(conference.participants):
            _detach(world, participant)
    creator = conference.creator
    if (
        world.settings.creator_leg_stays_bound
        and creator.is_alive
        and creator not in doomed
    ):
        doomed.append(creator)
    # Completed before the legs end, so that nothing of it is done twice.
    conference.status = "completed"
    cause = world.settings.conference_end_hangup_cause
    for leg in doomed:
        end_leg(world, leg, Ending(cause, leg.our_side, "200"))
    _complete(world, conference, reason, webhook_reason or reason, ended_by)


def _complete(
    world: World,
    conference: Conference,
    reason: str,
    webhook_reason: str,
    ended_by: Leg | None,
) -> None:
    now = world.now()
    conference.status = "completed"
    conference.end_reason = reason
    conference.ended_by = ended_by
    conference.ended_at = conference.updated_at = now
    for timer in (conference.expiry, conference.floor):
        if timer is not None:
            timer.cancel()
    playbacks.stop_conference_media(world, conference, None)
    world.emit(
        "conference.ended",
        conference.creator,
        conference=conference,
        reason=webhook_reason,
    )
    recordings.stop_all(world, conference.recordings)
