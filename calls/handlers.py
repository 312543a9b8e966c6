"""From Telnyx's words about a leg to the facts that the product keeps of it."""

from collections.abc import Sequence

from callcontrol.models import Command
from callcontrol.registry import Admission
from callcontrol.states import UNSUCCESSFUL, CommandState
from callcontrol.unit_of_work import UnitOfWork
from calls import actions
from calls.admission import admission_of
from calls.aggregate import CallAggregate, Calls, Ending, LegIds, Parties
from calls.models import Leg
from calls.states import Hearing, Place, Proof
from provider.events import (
    CallAnswered,
    CallBridged,
    CallDequeued,
    CallEnqueued,
    CallHangup,
    CallHold,
    CallInitiated,
    CallPlaybackEnded,
    CallPlaybackStarted,
    CallSpeakEnded,
    CallSpeakStarted,
    CallUnhold,
    ConferenceEvent,
    Event,
    PartiesEvent,
)

# Why a sound ended that would have gone on.
HUNG_UP = "call_hangup"
# Out of the queue for good: the leg is parked, and hears nothing.
TURNED_OUT = ("leave", "timeout")
# Out of the queue because an agent has them (Telnyx: call.dequeued).
SERVED = "bridged"


def ids_of(event: Event) -> LegIds:
    is_of_room = isinstance(event, ConferenceEvent)
    return LegIds(
        call_control_id=event.call_control_id,
        call_leg_id=event.call_leg_id,
        call_session_id=event.call_session_id,
        connection_id=event.connection_id,
        command_id=None if is_of_room else event.command_id,
    )


def parties_of(event: PartiesEvent) -> Parties:
    return Parties(from_number=event.from_, to_number=event.to)


def read_ahead(events: Sequence[Event], work: UnitOfWork) -> None:
    """Read the calls of a run; an event without a leg is of no call."""
    legs = [ids_of(event) for event in events if event.call_control_id]
    work.part(Calls).read(legs)


def admit(event: Event, work: UnitOfWork) -> Admission:
    """Say whether an event is about a leg of ours; make the leg where it begins."""
    return admission_of(event, ids_of(event), work)


def call_initiated(event: CallInitiated, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    actions.note_initiated(
        aggregate,
        leg,
        Parties(event.from_, event.to, event.caller_id_name),
        incoming=event.direction == "incoming",
        at=event.occurred_at,
    )


def call_answered(event: CallAnswered, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    actions.note_answered(aggregate, leg, parties_of(event), at=event.occurred_at)


def call_bridged(event: CallBridged, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    actions.note_bridged(aggregate, leg, parties_of(event), at=event.occurred_at)


def call_hangup(event: CallHangup, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    ending = Ending(event.hangup_cause, event.hangup_source, event.sip_hangup_cause)
    at = event.occurred_at
    actions.note_ended(aggregate, leg, ending, parties_of(event), at=at)


def call_enqueued(event: CallEnqueued, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    actions.prove_answered(leg, at=event.occurred_at)
    aggregate.move(leg, Place.QUEUE, at=event.occurred_at)


def call_dequeued(event: CallDequeued, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    if event.reason in TURNED_OUT:
        aggregate.move(leg, Place.PARKED, at=event.occurred_at)
    elif event.reason == SERVED:
        aggregate.move(leg, Place.BRIDGE, at=event.occurred_at)
        aggregate.prove(leg, Proof.SERVED, at=event.occurred_at)


def call_playback_started(event: CallPlaybackStarted, work: UnitOfWork) -> None:
    _note_hearing(event, Hearing.MUSIC, work)


def call_playback_ended(event: CallPlaybackEnded, work: UnitOfWork) -> None:
    _note_silence(event, work)


def call_speak_started(event: CallSpeakStarted, work: UnitOfWork) -> None:
    _note_hearing(event, Hearing.SPEECH, work)


def call_speak_ended(event: CallSpeakEnded, work: UnitOfWork) -> None:
    _note_silence(event, work)


def call_hold(event: CallHold, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    aggregate.hold(leg, True, at=event.occurred_at)


def call_unhold(event: CallUnhold, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    aggregate.hold(leg, False, at=event.occurred_at)


def leg_told(event: Event, work: UnitOfWork) -> None:
    """What changes nothing of a leg is a line of its call's timeline all the same."""
    leg_of(event, work)


def leg_of(event: Event, work: UnitOfWork) -> tuple[CallAggregate, Leg]:
    """Return the leg that an admitted event names, and its call, to be recomputed."""
    aggregate = work.part(Calls).find(event.call_control_id)
    if aggregate is None:
        raise LookupError(f"{event.type} {event.id} was admitted without its leg")
    work.touch(aggregate)
    actions.announce_call(aggregate)
    leg = aggregate.leg_with(event.call_control_id)
    if not leg.is_told and leg.dial_id is None:
        leg.initiated_at = min(leg.initiated_at, event.occurred_at)
    return aggregate, leg


def _note_silence(event: CallPlaybackEnded | CallSpeakEnded, work: UnitOfWork) -> None:
    """Note it, unless the leg itself has ended: nobody is there to miss the music."""
    if event.status == HUNG_UP:
        leg_of(event, work)
    else:
        _note_hearing(event, Hearing.SILENCE, work)


def _note_hearing(event: Event, hearing: Hearing, work: UnitOfWork) -> None:
    aggregate, leg = leg_of(event, work)
    actions.prove_answered(leg, at=event.occurred_at)
    aggregate.hear(leg, hearing, at=event.occurred_at)


def dial_finished(command: Command, work: UnitOfWork) -> None:
    """Learn the leg from Telnyx's answer to a dial, or that there is none."""
    aggregate = work.part(Calls).find_of_dial(command.pk)
    row = aggregate.dial_with(command.pk) if aggregate else None
    if aggregate is None or row is None or command.state == CommandState.UNKNOWN:
        return  # an event of the leg, or reconciliation, tells
    if command.was_accepted:
        actions.note_accepted(aggregate, row, command)
        return
    actions.note_refused(aggregate, row, command)
    linked = str(command.params.get("link_to", ""))
    if command.target_is_gone and (call := work.part(Calls).find(linked)):
        actions.doubt(call, call.leg_with(linked))


def hangup_finished(command: Command, work: UnitOfWork) -> None:
    """What could not be hung up is asked for: perhaps it is over already."""
    aggregate = work.part(Calls).find(command.target)
    if aggregate is None or command.state not in UNSUCCESSFUL:
        return
    leg = aggregate.leg_with(command.target)
    actions.doubt(aggregate, leg)
    work.touch(aggregate)
