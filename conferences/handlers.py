"""From Telnyx's events to what they mean for rooms and supervisors.

The handlers of calls/ have run before, so the leg exists and its call is locked: the
events of one call take turns, whichever session they came from.
"""

from datetime import datetime

from callcontrol.events import (
    CallAnswered,
    CallHangup,
    CallInitiated,
    ConferenceCreated,
    ConferenceEnded,
    ConferenceEvent,
    ConferenceFloorChanged,
    ConferenceParticipantJoined,
    ConferenceParticipantLeft,
    Event,
)
from calls import actions as calls
from calls.handlers import ids_of
from calls.models import Leg
from calls.states import LegRole, Place
from conferences import queries
from conferences.actions import floor, guests, membership, rooms, supervision
from conferences.models import Conference

# Why a leg that we dialled was never answered; other causes are a normal end.
NOT_ANSWERED = {
    "timeout": "Nobody answered.",
    "no_answer": "Nobody answered.",
    "user_busy": "The line is busy.",
    "call_rejected": "The call was declined.",
    "not_found": "The number or phone was not found.",
    "originator_cancel": "It was given up before anybody answered.",
    "unspecified": "It could not be reached.",
}


def call_initiated(event: CallInitiated, *, now: datetime) -> None:
    if event.command_id is None:
        # Only legs that the product dialled can be a supervisor's or a guest's.
        return
    leg = calls.find_leg(event.call_control_id)
    if leg and (mine := queries.supervision_of(leg)):
        supervision.leg_seen(supervision=mine, leg=leg, now=now)
    elif leg and (guest := queries.guest_of(leg)):
        guests.leg_seen(participant=guest, leg=leg, now=now)


def call_answered(event: CallAnswered, *, now: datetime) -> None:
    if event.command_id is None:
        # Only legs that the product dialled can be a supervisor's or a guest's.
        return
    leg = calls.find_leg(event.call_control_id)
    if leg and (mine := queries.supervision_of(leg)):
        at = event.occurred_at
        supervision.leg_answered(supervision=mine, leg=leg, occurred_at=at, now=now)
    elif leg and (guest := queries.guest_of(leg)):
        guests.leg_answered(participant=guest, leg=leg, now=now)


def call_hangup(event: CallHangup, *, now: datetime) -> None:
    leg = calls.find_leg(event.call_control_id)
    if leg is None:
        return
    at = event.occurred_at
    words = NOT_ANSWERED.get(event.hangup_cause, "")
    if mine := queries.supervision_of(leg):
        supervision.leg_ended(supervision=mine, leg=leg, words=words, occurred_at=at)
    elif guest := queries.guest_of(leg):
        guests.leg_ended(participant=guest, leg=leg, words=words, occurred_at=at)
    if leg.role == LegRole.AGENT:
        supervision.supervised_leg_ended(leg=leg, now=now)
    membership.leg_ended(leg=leg, occurred_at=at, now=now)


def conference_created(event: ConferenceCreated, *, now: datetime) -> None:
    conference = _conference_of(event, _leg_of(event))
    if conference:
        rooms.came_alive(conference=conference, occurred_at=event.occurred_at, now=now)


def conference_participant_joined(
    event: ConferenceParticipantJoined, *, now: datetime
) -> None:
    leg = _leg_of(event)
    conference = _conference_of(event, leg)
    if leg is None or conference is None:
        return
    at = event.occurred_at
    calls.note_place(leg, Place.CONFERENCE, at=at)
    rooms.came_alive(conference=conference, occurred_at=at, now=now)
    membership.joined(conference=conference, leg=leg, occurred_at=at)


def conference_participant_left(
    event: ConferenceParticipantLeft, *, now: datetime
) -> None:
    leg = _leg_of(event)
    conference = _conference_of(event, leg)
    if leg is None or conference is None:
        return
    at = event.occurred_at
    calls.note_place(leg, Place.PARKED, at=at)
    membership.left(conference=conference, leg=leg, occurred_at=at, now=now)


def conference_ended(event: ConferenceEnded, *, now: datetime) -> None:
    conference = _conference_of(event, _leg_of(event))
    if conference:
        rooms.ended(
            conference=conference,
            reason=event.reason,
            occurred_at=event.occurred_at,
            now=now,
        )


def conference_floor_changed(event: ConferenceFloorChanged, *, now: datetime) -> None:
    leg = _leg_of(event)
    conference = _conference_of(event, leg)
    if conference:
        floor.changed(conference=conference, leg=leg, occurred_at=event.occurred_at)


def leg_holds(event: Event, *, now: datetime) -> None:
    """Who puts a room on hold on their own telephone is shown so in that room."""
    leg = calls.find_leg(event.call_control_id)
    if leg and (conference := queries.room_with(leg)):
        floor.announce_story(conference)


def story_told(event: ConferenceEvent, *, now: datetime) -> None:
    """Sound in a room changes nothing of it, and is told in its story."""
    conference = _conference_of(event, None)
    if conference:
        floor.announce_story(conference)


def _leg_of(event: Event) -> Leg | None:
    """Lock the call of a leg that a conference event names; None for a strange leg.

    Its client_state is the creator's, so it says nothing about this leg.
    """
    if calls.find_leg(event.call_control_id) is None:
        return None
    return calls.leg_for(ids_of(event), at=event.occurred_at)


def _conference_of(event: ConferenceEvent, leg: Leg | None) -> Conference | None:
    return rooms.find(conference_id=event.conference_id, leg=leg)
