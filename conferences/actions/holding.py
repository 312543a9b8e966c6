"""Hold and mute on a call of two, whatever carries it.

Telnyx has neither for two legs that are bridged. So the first press moves the two into a
conference, which nobody has to know of, and the wish is asked for as soon as they are in.
"""

from datetime import datetime

from django.contrib.auth.models import User

from callcontrol.unit_of_work import unit_of_work
from calls.models import Call
from calls.states import LegRole
from conferences.actions import keeping, rooms
from conferences.aggregate import CallRooms
from conferences.models import Conference, Participant
from conferences.states import OPEN_PARTICIPANT, ConferenceState
from live.refusals import Refused

NOBODY_HELD = "The caller is not on hold."
NOT_MUTED = "You are not muted."


def set_caller_on_hold(
    *, call: Call, on_hold: bool, requested_by: User, now: datetime
) -> None:
    """Have the caller hear the queue's music only, or take them back. Raises Refused."""
    with unit_of_work(now=now) as work:
        mine = rooms.locked_rooms(call.pk, work)
        if not on_hold and mine.open_room is None:
            raise Refused(NOBODY_HELD)
        room = _room_of(mine, requested_by)
        caller = _person(mine, room, role=LegRole.CUSTOMER)
        if caller is None:
            raise Refused("The caller is not on the line.")
        keeping.wish_hold(mine, caller, on_hold)


def set_own_muted(
    *, call: Call, muted: bool, requested_by: User, now: datetime
) -> None:
    """Have nobody hear the agent, or let them be heard again. Raises Refused."""
    with unit_of_work(now=now) as work:
        mine = rooms.locked_rooms(call.pk, work)
        if not muted and mine.open_room is None:
            raise Refused(NOT_MUTED)
        room = _room_of(mine, requested_by)
        own = _person(mine, room, user_pk=requested_by.pk)
        if own is None:
            raise Refused("You are not on this call.")
        keeping.wish_mute(mine, own, muted)


def _room_of(mine: CallRooms, requested_by: User) -> Conference:
    """Return the conference that carries the call; have one made of a bridged call."""
    room = mine.open_room
    if room is None:
        room = rooms.make(mine, requested_by)
        room.is_shown = False
    if room.state == ConferenceState.ENDING:
        raise Refused("The call is ending.")
    return room


def _person(
    mine: CallRooms,
    room: Conference,
    *,
    role: LegRole | None = None,
    user_pk: int | None = None,
) -> Participant | None:
    """Return who of the room has this role, or is this person of ours."""
    for one in mine.in_room(room):
        leg = mine.leg_of(one)
        if leg is None or one.state not in OPEN_PARTICIPANT:
            continue
        if leg.role == role or (user_pk is not None and leg.user_id == user_pk):
            return one
    return None
