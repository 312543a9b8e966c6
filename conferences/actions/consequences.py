"""The states of a call's rooms, their people and supervisors, and what follows, once.

Done after the facts of the call have changed, whoever told of them, and by the sweep.
Without a new fact it changes nothing.
"""

from datetime import datetime

from callcontrol.unit_of_work import UnitOfWork
from calls import actions as calls
from calls.aggregate import CallAggregate
from calls.ending_words import dial_words
from calls.states import LegRole
from conferences.actions import alone, creating, joining, keeping, replacing
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Conference, Participant, Supervision
from conferences.states import (
    OPEN_PARTICIPANT,
    ConferenceState,
    ParticipantState,
    SupervisionState,
    conference_state,
    participant_outcome,
    supervision_outcome,
)

ROOM_ENDED = "The room ended first."
THEY_HUNG_UP = "They hung up before they were brought in."


def follow(call: CallAggregate, work: UnitOfWork) -> None:
    if not call.call.has_company:
        return
    mine = work.part(Rooms).of(call)
    for room in mine.rooms:
        room.state = conference_state(mine.room_facts(room))
        for one in mine.in_room(room):
            _compute_participant(mine, one)
        _follow_room(mine, room, work)
    for supervision in mine.supervisions:
        _compute_supervision(mine, supervision)
    for supervision in mine.supervisions:
        _follow_supervision(mine, supervision, work)


def _compute_participant(mine: CallRooms, one: Participant) -> None:
    facts, before = mine.participant_facts(one), one.state
    one.state, one.left_at = participant_outcome(facts)
    one.joined_at = min(facts.joins, default=None)
    if one.state == ParticipantState.FAILED:
        one.failure = _why_failed(mine, one)
    elif before == ParticipantState.FAILED:
        one.failure = ""
    if one.state not in OPEN_PARTICIPANT:
        keeping.forget_wishes(one)
    if one.dial is not None:
        is_quiet = mine.call.work.is_quiet or one.dial.withdrawn_at is not None
        calls.withdraw(mine.call, one.dial, at=_unwanted_since(one, is_quiet=is_quiet))


def _unwanted_since(one: Participant, *, is_quiet: bool) -> datetime | None:
    """Return since when a guest's leg is of no use: nobody is left ringing or parked.

    Who left by themselves has mostly hung up, and who seems to have come too late may
    have been in: that is told a moment later.
    """
    if one.state in OPEN_PARTICIPANT:
        return one.leave_asked_at
    if not is_quiet:
        return one.leave_asked_at or one.join_refused_at
    return one.left_at


def _why_failed(mine: CallRooms, one: Participant) -> str:
    """Say why somebody never came in, by what ended their way first."""
    if one.dial is not None:
        state, at = mine.dial_failure(one.dial)
        if at is not None and at == one.left_at:
            return dial_words(state, one.dial, mine.leg_of(one))
    if one.left_at == one.join_refused_at:
        return one.failure
    leg = mine.leg_of(one)
    if leg is not None and leg.answered_at and leg.ended_at == one.left_at:
        return THEY_HUNG_UP
    return one.conference.failure or ROOM_ENDED


def _follow_room(mine: CallRooms, room: Conference, work: UnitOfWork) -> None:
    creating.follow_creation(mine, room, work)
    for one in mine.in_room(room):
        leg = mine.leg_of(one)
        is_in_time = room.state == ConferenceState.LIVE
        if one.state == ParticipantState.JOINING and is_in_time and leg is not None:
            joining.ask_to_join(mine, one, leg)
        is_caller = leg is not None and leg.role == LegRole.CUSTOMER
        if one.state == ParticipantState.LEAVING and leg and not is_caller:
            purpose = "participant.hangup"
            calls.hang_up(mine.call, leg, purpose=purpose, subject_id=one.pk)
        if one.state == ParticipantState.FAILED:
            joining.undo(mine, one)
        if one.state == ParticipantState.JOINED and is_in_time:
            keeping.ask_for_wishes(mine, one)
    if work.is_quiet:
        alone.let_lone_caller_go(mine, room, work)


def _compute_supervision(mine: CallRooms, one: Supervision) -> None:
    facts, before = mine.supervision_facts(one), one.state
    leg = mine.call.leg_of(one.dial)
    one.state, one.ended_at = supervision_outcome(facts)
    one.active_at = leg.answered_at if leg else None
    if one.state == SupervisionState.FAILED:
        state, _ = mine.dial_failure(one.dial)
        one.failure = dial_words(state, one.dial, leg)
    elif before == SupervisionState.FAILED:
        one.failure = ""
    calls.withdraw(mine.call, one.dial, at=facts.unwanted_at)


def _follow_supervision(mine: CallRooms, one: Supervision, work: UnitOfWork) -> None:
    """Drop the role that another one has replaced; nobody stays on an ended leg."""
    if one.active_at is not None and one.replaces_id is not None:
        replacing.supersede(mine, one.replaces_id, at=one.active_at, work=work)
    is_open = one.state in (SupervisionState.PENDING, SupervisionState.ACTIVE)
    supervised = next(
        (leg for leg in mine.call.legs if leg.pk == one.supervised_leg_id), None
    )
    # Telnyx ends a supervising leg with the supervised one; this is for when it does not.
    if work.is_quiet and is_open and supervised and supervised.ended_at:
        one.leave_asked_at = work.now
        work.touch(mine.call)
