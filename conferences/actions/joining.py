"""The way into a room: asked for until Telnyx takes it, and undone when it does not.

The caller is in the room before the agent is, in silence: unless somebody else is in, the
agent has only a few seconds until the two are connected as before, without a room.
"""

from datetime import datetime, timedelta

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.repeating import may_ask, was_kept_from_happening
from callcontrol.states import CommandState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from callcontrol.words import explain
from calls.aggregate import Calls
from calls.models import Leg
from calls.states import LegRole, LegState
from conferences.actions.finding import participant_of
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Conference, Participant
from conferences.states import (
    OPEN_PARTICIPANT,
    ConferenceState,
    ParticipantState,
)

JOIN_LASTS = timedelta(seconds=5)
# So long somebody waits to be let in, while Telnyx has trouble of its own.
WAITS_FOR = timedelta(seconds=30)
# An accepted join of which nothing was told, and that no list shows, has failed by then.
JOINING_FOR = timedelta(seconds=12)
BRIDGE_LASTS = timedelta(seconds=8)
JOIN = "participant.join"
UNDO = "conference.undo"
NOT_CONFIRMED = "Telnyx did not confirm that they joined."


def ask_to_join(mine: CallRooms, one: Participant, leg: Leg) -> None:
    """Bring an answered leg in; again, where that can wait, when Telnyx had trouble.

    The room was made from the caller's own leg. A repetition does no harm: who is in
    already is refused with a code that says so (Telnyx: 90044).
    The role is said in full: without one, Telnyx takes whichever it has by default.
    """
    room = one.conference
    if leg.role == LegRole.CUSTOMER or leg.state != LegState.ANSWERED:
        return
    if one.joins_when_held and not _is_caller_held(mine, room):
        return
    asked = mine.call.all_asked(JOIN, subject_id=one.pk)
    if room.conference_id is None or not may_ask(asked, now=mine.call.work.now):
        return
    if asked:
        if not _can_wait(mine, one):
            return
        # It goes on, so nobody is told that it did not work.
        outbox.dismiss(asked[-1], now=mine.call.work.now)
    mine.call.request(
        "conference.join",
        room.conference_id,
        params={
            "call_control_id": leg.call_control_id,
            "supervisor_role": "none",
            "end_conference_on_exit": False,
            "soft_end_conference_on_exit": False,
            "beep_enabled": "never",
        },
        requested_by=room.requested_by,
        lasts=JOIN_LASTS,
        purpose=JOIN,
        subject_id=one.pk,
    )


def _is_caller_held(mine: CallRooms, room: Conference) -> bool:
    """Whether the caller hears music only, as far as Telnyx has shown; also when gone."""
    customer = mine.call.live_customer
    people = mine.in_room(room)
    caller = next((one for one in people if mine.leg_of(one) is customer), None)
    return customer is None or (caller is not None and caller.is_on_hold)


def join_finished(command: Command, work: UnitOfWork) -> None:
    """Note a refusal; of an unknown outcome the list of participants tells."""
    mine, one = participant_of(command, work)
    if mine is None or one is None:
        return
    work.touch(mine.call)
    if command.state in (CommandState.FAILED, CommandState.EXPIRED):
        is_tried_again = was_kept_from_happening(command) and _can_wait(mine, one)
        if not is_tried_again:
            note_refused(one, explain(command), work)


def give_up_joins(room_pk: int, *, now: datetime) -> int:
    """Fail the joins that Telnyx's list of participants, just read, does not show.

    Those are failed that Telnyx took on long ago, and those whose outcome was unknown.
    Returns how many.
    """
    call_pk = Conference.objects.values_list("call_id", flat=True).get(pk=room_pk)
    with unit_of_work(now=now) as work:
        mine = work.part(Rooms).of(work.part(Calls).locked(call_pk))
        failed = [
            one
            for one in mine.people
            if one.conference_id == room_pk
            and one.state == ParticipantState.JOINING
            and _has_failed(mine, one)
        ]
        for one in failed:
            note_refused(one, NOT_CONFIRMED, work)
            work.touch(mine.call)
    return len(failed)


def _has_failed(mine: CallRooms, one: Participant) -> bool:
    last = mine.call.asked(JOIN, subject_id=one.pk)
    if last is not None and last.was_accepted:
        return last.requested_at < mine.call.work.now - JOINING_FOR
    is_unknown = last is not None and last.state == CommandState.UNKNOWN
    return is_unknown and not _can_wait(mine, one)


def _can_wait(mine: CallRooms, one: Participant) -> bool:
    """Whether they may be brought in later: nobody is alone in the room because of it."""
    asked = mine.call.all_asked(JOIN, subject_id=one.pk)
    if not asked or asked[0].requested_at < mine.call.work.now - WAITS_FOR:
        return False
    return one.dial is not None or bool(_guests_in(mine, one.conference))


def _guests_in(mine: CallRooms, room: Conference) -> list[Participant]:
    people = mine.in_room(room)
    return [one for one in people if one.dial and one.state == ParticipantState.JOINED]


def note_refused(one: Participant, words: str, work: UnitOfWork) -> None:
    if one.join_refused_at is None:
        one.join_refused_at, one.failure = work.now, words


def undo(mine: CallRooms, one: Participant) -> None:
    """Give the caller back to the agent: a caller alone in a room is a lost one.

    The room is given up, and whoever was to come into it.
    """
    customer, leg = mine.call.live_customer, mine.leg_of(one)
    if one.join_refused_at is None or one.dial is not None or customer is None:
        return
    if leg is None or leg.state == LegState.ENDED or leg.role != LegRole.AGENT:
        return
    room = one.conference
    asked = mine.call.all_asked(UNDO, subject_id=room.pk)
    if room.state != ConferenceState.LIVE or _guests_in(mine, room):
        return
    if not may_ask(asked, now=mine.call.work.now):
        return
    for other in mine.in_room(room):
        if other.dial is not None and other.state in OPEN_PARTICIPANT:
            other.leave_asked_at = other.leave_asked_at or mine.call.work.now
    mine.call.request(
        "call.bridge",
        leg.call_control_id,
        params={
            "call_control_id": customer.call_control_id,
            "park_after_unbridge": "self",
            "prevent_double_bridge": True,
        },
        requested_by=None,
        lasts=BRIDGE_LASTS,
        purpose=UNDO,
        subject_id=room.pk,
    )
