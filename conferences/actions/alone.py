"""A caller whom everybody has left: out of the silent room, so that a queue takes them.

The caller leaves without a hang-up. An empty room then ends by itself, which Telnyx lets
the leg that it was created from survive.
"""

from datetime import timedelta

from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL
from callcontrol.unit_of_work import UnitOfWork
from calls.models import Leg
from calls.states import LegRole
from conferences.actions.finding import participant_of
from conferences.aggregate import CallRooms
from conferences.models import Conference, Participant
from conferences.states import OPEN_PARTICIPANT, ConferenceState, ParticipantState

LEAVE = "participant.leave"
LEAVE_LASTS = timedelta(seconds=10)


def let_lone_caller_go(mine: CallRooms, room: Conference, work: UnitOfWork) -> None:
    """Take the caller out if nobody else is in the room or on the way into it.

    Only when nothing more is heard of the call: whoever comes in may just be untold.
    """
    if room.state != ConferenceState.LIVE or not room.conference_id:
        return
    people = [one for one in mine.in_room(room) if one.state in OPEN_PARTICIPANT]
    caller = next((one for one in people if is_caller(mine, one)), None)
    leg = mine.leg_of(caller) if caller else None
    if caller is None or leg is None or len(people) > 1:
        return
    if caller.state == ParticipantState.JOINED:
        ask_to_leave(mine, caller, leg)


def ask_to_leave(mine: CallRooms, one: Participant, leg: Leg) -> None:
    """Take somebody out of the room without hanging up on them."""
    room = one.conference
    if not room.conference_id:
        return
    one.leave_asked_at = mine.call.work.now
    mine.call.request(
        "conference.leave",
        room.conference_id,
        params={"call_control_id": leg.call_control_id},
        lasts=LEAVE_LASTS,
        purpose=LEAVE,
        subject_id=one.pk,
    )
    mine.call.work.touch(mine.call)


def is_caller(mine: CallRooms, one: Participant) -> bool:
    leg = mine.leg_of(one)
    return leg is not None and leg.role == LegRole.CUSTOMER


def leave_finished(command: Command, work: UnitOfWork) -> None:
    """Let the sweep try again what was refused; what is over needs no second try."""
    mine, one = participant_of(command, work)
    if mine is None or one is None or command.target_is_gone:
        return
    if command.state in UNSUCCESSFUL:
        one.leave_asked_at = None
        work.touch(mine.call)
