"""A third party by number: dialled first, brought in when they answer."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from callcontrol.unit_of_work import unit_of_work
from calls import actions as calls
from calls.aggregate import Calls
from calls.states import LegRole, LegState
from conferences.aggregate import Rooms
from conferences.models import Conference, Participant
from conferences.states import OPEN_PARTICIPANT, ConferenceState, ParticipantState
from live.refusals import Refused

RINGS_FOR = timedelta(seconds=25)
DIAL_LASTS = timedelta(seconds=8)


def add(
    *, conference: Conference, number: str, requested_by: User, now: datetime
) -> Participant:
    """Dial `number` (E.164); it joins when it is answered. Raises Refused."""
    with unit_of_work(now=now) as work:
        call = work.part(Calls).locked(conference.call_id)
        mine = work.part(Rooms).of(call)
        room = next(one for one in mine.rooms if one.pk == conference.pk)
        if room.state != ConferenceState.LIVE:
            raise Refused("The room is not live, so nobody can be added.")
        people = [one for one in mine.in_room(room) if one.state in OPEN_PARTICIPANT]
        if any(one.label == number for one in people):
            raise Refused(f"{number} is in the room already, or on the way.")
        customer = call.live_customer
        is_up = customer is not None and customer.state == LegState.ANSWERED
        link = {"link_to": customer.call_control_id} if customer and is_up else {}
        dial = calls.dial(
            call,
            role=LegRole.GUEST,
            address=number,
            rings_for=RINGS_FOR,
            lasts=DIAL_LASTS,
            params=link,
            requested_by=requested_by,
        )
        participant = Participant(
            conference=room,
            dial=dial,
            label=number,
            state=ParticipantState.DIALLING,
            requested_at=now,
        )
        mine.people.append(work.add(participant))
        room.is_shown = True
    return participant
