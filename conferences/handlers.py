"""From Telnyx's events to the facts that the product keeps of rooms.

The handlers of calls/ have run before, so the leg is known and its call is locked. What
the facts mean is computed when the call is recomputed (`actions.consequences`).
"""

from functools import partial

from django.db import transaction

from agents.domain import Leaving
from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import Calls
from calls.handlers import leg_of
from calls.models import Leg
from calls.states import Place
from conferences import queries, tasks
from conferences.actions import floor, membership, rooms, supervision, wishes
from conferences.aggregate import CallRooms
from conferences.models import Conference
from provider.events import (
    ConferenceCreated,
    ConferenceEnded,
    ConferenceEvent,
    ConferenceFloorChanged,
    ConferenceParticipantJoined,
    ConferenceParticipantLeft,
    Event,
)


def person_leaving(fact: Leaving, work: UnitOfWork) -> None:
    supervision.leave_all(fact.user_pk, work)


def conference_created(event: ConferenceCreated, work: UnitOfWork) -> None:
    found = _room_of(event, work)
    if found:
        rooms.note_alive(*found, at=event.occurred_at)


def conference_participant_joined(
    event: ConferenceParticipantJoined, work: UnitOfWork
) -> None:
    call, leg = leg_of(event, work)
    at = event.occurred_at
    call.move(leg, Place.CONFERENCE, at=at)
    found = _room_of(event, work)
    if found:
        rooms.note_alive(*found, at=at)
        membership.note_joined(*found, leg, at=at, work=work)


def conference_participant_left(
    event: ConferenceParticipantLeft, work: UnitOfWork
) -> None:
    call, leg = leg_of(event, work)
    at = event.occurred_at
    call.move(leg, Place.PARKED, at=at)
    found = _room_of(event, work)
    if found:
        membership.note_left(*found, leg, at=at, work=work)


def conference_ended(event: ConferenceEnded, work: UnitOfWork) -> None:
    found = _room_of(event, work)
    if found:
        rooms.note_ended(*found, reason=event.reason, at=event.occurred_at)


def conference_floor_changed(event: ConferenceFloorChanged, work: UnitOfWork) -> None:
    found = _room_of(event, work)
    if found:
        floor.note_speaker(found[1], event.call_control_id, at=event.occurred_at)


def leg_holds(event: Event, work: UnitOfWork) -> None:
    """Who puts a room on hold on their own telephone is shown so in that room."""
    _, leg = leg_of(event, work)
    if not leg._state.adding and (conference := queries.room_with(leg)):
        floor.announce_story(conference)


def story_told(event: ConferenceEvent, work: UnitOfWork) -> None:
    """Sound in a room changes nothing of it, and is told in its story."""
    _room_of(event, work)


def _leg_of(event: Event, work: UnitOfWork) -> Leg | None:
    call = work.part(Calls).find(event.call_control_id)
    return call.leg_with(event.call_control_id) if call else None


def _room_of(
    event: ConferenceEvent, work: UnitOfWork
) -> tuple[CallRooms, Conference] | None:
    found = rooms.find(event.conference_id, _leg_of(event, work), work)
    if found:
        # Whatever it changes, it is a line of the room's story.
        floor.announce_story(found[1])
    return found


def wish_finished(command: Command, work: UnitOfWork) -> None:
    """Telnyx tells of mute and hold by no event, so what it accepted is read back."""
    work.flush()
    conference_pk = wishes.finished(command, now=work.now)
    if conference_pk is not None:
        transaction.on_commit(partial(tasks.ring, conference_pk), robust=True)
