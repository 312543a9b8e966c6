"""From Telnyx's words about a leg to the facts that the product keeps of it."""

from collections.abc import Sequence
from datetime import datetime

from callcontrol.events import (
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
    Event,
    PartiesEvent,
)
from callcontrol.memory import kept
from calls import actions
from calls.actions import Ending, LegIds, Parties
from calls.states import Hearing, Place

# Why a sound ended that would have gone on.
HUNG_UP = "call_hangup"
# Out of the queue on the way to somebody: where to, the event of that place will say.
SERVED = ("bridged", "bridging-in-process", "hangup")


def ids_of(event: Event) -> LegIds:
    return LegIds(
        call_control_id=event.call_control_id,
        call_leg_id=event.call_leg_id,
        call_session_id=event.call_session_id,
        connection_id=event.connection_id,
        command_id=event.command_id,
    )


def parties_of(event: PartiesEvent) -> Parties:
    return Parties(from_number=event.from_, to_number=event.to)


def read_ahead(events: Sequence[Event]) -> None:
    """Read the calls of a run; an event without a leg is of no call."""
    legs = [ids_of(event) for event in events if event.call_control_id]
    kept(actions.Casebook).read(legs)


def call_initiated(event: CallInitiated, *, now: datetime) -> None:
    actions.note_initiated(
        ids_of(event),
        Parties(event.from_, event.to, event.caller_id_name),
        incoming=event.direction == "incoming",
        at=event.occurred_at,
    )


def call_answered(event: CallAnswered, *, now: datetime) -> None:
    actions.note_answered(ids_of(event), parties_of(event), at=event.occurred_at)


def call_bridged(event: CallBridged, *, now: datetime) -> None:
    actions.note_bridged(ids_of(event), parties_of(event), at=event.occurred_at)


def call_hangup(event: CallHangup, *, now: datetime) -> None:
    actions.note_ended(
        ids_of(event),
        Ending(event.hangup_cause, event.hangup_source, event.sip_hangup_cause),
        parties_of(event),
        at=event.occurred_at,
        now=now,
    )


def call_enqueued(event: CallEnqueued, *, now: datetime) -> None:
    actions.note_moved(ids_of(event), Place.QUEUE, at=event.occurred_at)


def call_dequeued(event: CallDequeued, *, now: datetime) -> None:
    if event.reason not in SERVED:
        actions.note_moved(ids_of(event), Place.PARKED, at=event.occurred_at)


def call_playback_started(event: CallPlaybackStarted, *, now: datetime) -> None:
    _note_hearing(event, Hearing.MUSIC)


def call_playback_ended(event: CallPlaybackEnded, *, now: datetime) -> None:
    _note_silence(event)


def call_speak_started(event: CallSpeakStarted, *, now: datetime) -> None:
    _note_hearing(event, Hearing.SPEECH)


def call_speak_ended(event: CallSpeakEnded, *, now: datetime) -> None:
    _note_silence(event)


def call_hold(event: CallHold, *, now: datetime) -> None:
    actions.note_holding(ids_of(event), is_holding=True, at=event.occurred_at)


def call_unhold(event: CallUnhold, *, now: datetime) -> None:
    actions.note_holding(ids_of(event), is_holding=False, at=event.occurred_at)


def leg_told(event: Event, *, now: datetime) -> None:
    """What changes nothing of a leg is a line of its call's timeline all the same."""
    actions.tell(event.call_control_id)


def _note_silence(event: CallPlaybackEnded | CallSpeakEnded) -> None:
    """Note it, unless the leg itself has ended: nobody is there to miss the music."""
    if event.status == HUNG_UP:
        actions.tell(event.call_control_id)
    else:
        _note_hearing(event, Hearing.SILENCE)


def _note_hearing(event: Event, hearing: Hearing) -> None:
    actions.note_hearing(ids_of(event), hearing, at=event.occurred_at)
