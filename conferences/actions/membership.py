"""Who is in a room: joined, left, removed."""

from datetime import datetime

from django.contrib.auth.models import User

from callcontrol.models import Command
from callcontrol.states import CommandState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from callcontrol.words import explain
from calls import actions as calls
from calls.aggregate import Calls
from calls.models import Leg
from calls.states import LegRole
from conferences import queries
from conferences.actions.finding import participant_of
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Conference, Participant
from conferences.states import OPEN_PARTICIPANT, ParticipantState
from live.refusals import Refused


def note_joined(
    mine: CallRooms, room: Conference, leg: Leg, *, at: datetime, work: UnitOfWork
) -> None:
    """Note a moment at which a leg came in; whoever is in has been answered."""
    one = _participant(mine, room, leg, at=at, work=work)
    one.joins = sorted({*one.joins, at.isoformat()})
    calls.prove_answered(leg, at=at)


def note_left(
    mine: CallRooms, room: Conference, leg: Leg, *, at: datetime, work: UnitOfWork
) -> None:
    one = _participant(mine, room, leg, at=at, work=work)
    one.leaves = sorted({*one.leaves, at.isoformat()})


def _participant(
    mine: CallRooms, room: Conference, leg: Leg, *, at: datetime, work: UnitOfWork
) -> Participant:
    """Return the participant of a leg; somebody whom others brought in gets a row."""
    found = mine.participant_with(room, leg)
    if found is not None:
        found.leg = leg
        return found
    name = queries.name_of(leg.user) or leg.address
    one = Participant(conference=room, leg=leg, label=name[:120], requested_at=at)
    mine.people.append(work.add(one))
    return one


def leave(*, conference: Conference, user: User, now: datetime) -> None:
    """Take the user's own leg out; the others talk on. Raises Refused."""
    own = conference.participants.filter(
        leg__user=user,
        state__in=(ParticipantState.JOINING, ParticipantState.JOINED),
    )
    participant = own.first()
    if participant is None:
        raise Refused("You are not in this room.")
    remove(participant=participant, requested_by=user, now=now)


def remove(*, participant: Participant, requested_by: User, now: datetime) -> None:
    """Take one person out by hanging up their leg. Raises Refused."""
    with unit_of_work(now=now) as work:
        call = work.part(Calls).locked(participant.conference.call_id)
        mine = work.part(Rooms).of(call)
        one = next(row for row in mine.people if row.pk == participant.pk)
        _require_company(mine, one)
        if one.state not in OPEN_PARTICIPANT or one.leave_asked_at is not None:
            raise Refused(f"{one.label} has left or is leaving.")
        one.leave_asked_at, one.failure = now, ""
        leg = mine.leg_of(one)
        if leg is not None:
            calls.hang_up(
                call,
                leg,
                requested_by=requested_by,
                purpose="participant.hangup",
                subject_id=one.pk,
            )
        work.touch(call)


def hangup_finished(command: Command, work: UnitOfWork) -> None:
    """Say why somebody is still there whose removal Telnyx refused."""
    mine, one = participant_of(command, work)
    if mine is None or one is None or command.target_is_gone:
        return
    if command.state in (CommandState.FAILED, CommandState.EXPIRED):
        one.leave_asked_at, one.failure = None, explain(command)
        work.touch(mine.call)


def _require_company(mine: CallRooms, one: Participant) -> None:
    """Raise Refused when an agent's leaving would leave the caller alone."""
    leg = mine.leg_of(one)
    if leg is None or leg.role != LegRole.AGENT:
        return
    joined = [
        row
        for row in mine.in_room(one.conference)
        if row.state == ParticipantState.JOINED and row is not one
    ]
    if len(joined) < 2:
        raise Refused("The caller would be alone. Add somebody first, or end for all.")
