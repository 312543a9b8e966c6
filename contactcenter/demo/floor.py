"""What else there is to see on the demo's floor: some calls are recorded, one is a room."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from agents.models import Agent
from agents.states import AgentState
from calls.models import Call
from calls.states import CallState, LegRole, LegState
from conferences.actions import guests, rooms
from conferences.models import Conference
from conferences.states import ConferenceState
from live.refusals import Refused
from recordings.actions import control
from recordings.models import Recording

# Every so many calls are recorded, and of those the next one becomes a room.
EACH = 4
SETTLED = timedelta(seconds=8)
# Nobody of ours: a number at which the emulator lets somebody answer.
GUEST = "+15550100777"


def on_calls(staff: Iterable[Agent], now: datetime) -> list[tuple[Agent, Call]]:
    """Return who of the staff has talked for a moment, with their calls."""
    talking = [
        one
        for one in staff
        if one.state == AgentState.ON_CALL and now >= one.state_since + SETTLED
    ]
    calls = Call.objects.filter(
        legs__in=[one.leg_id for one in talking if one.leg_id], state=CallState.TALKING
    )
    by_leg = {
        leg: call for call in calls for leg in call.legs.values_list("pk", flat=True)
    }
    return [(one, by_leg[one.leg_id]) for one in talking if one.leg_id in by_leg]


def record_some(staff: Iterable[Agent], *, now: datetime) -> None:
    """Have agents record some of their calls, each call at most once."""
    for agent, call in on_calls(staff, now):
        if call.pk % EACH == 0 and not Recording.objects.filter(call=call).exists():
            try:
                control.start(call=call, requested_by=agent.user, now=now)
            except Refused:
                continue


def run_a_room(staff: Iterable[Agent], *, now: datetime) -> None:
    """Keep one room of three: an agent adds somebody when there is no room.

    It is ended when the caller has left: the others would talk for the rest of the day.
    """
    open_rooms = Conference.objects.filter(is_shown=True).exclude(
        state__in=(ConferenceState.ENDED, ConferenceState.FAILED)
    )
    room = open_rooms.first()
    if room is None:
        for agent, call in on_calls(staff, now):
            if call.pk % EACH == 1:
                _try_to_start(agent, call, now)
                return
    elif room.state == ConferenceState.LIVE and _has_caller(room):
        _add_guest(staff, room, now)
    elif room.state == ConferenceState.LIVE:
        _end(staff, room, now)


def _try_to_start(agent: Agent, call: Call, now: datetime) -> None:
    if Conference.objects.filter(call=call).exists():
        return
    try:
        rooms.start(call=call, requested_by=agent.user, now=now)
    except Refused:
        return


def _has_caller(room: Conference) -> bool:
    callers = room.call.legs.filter(role=LegRole.CUSTOMER)
    return callers.exclude(state=LegState.ENDED).exists()


def _end(staff: Iterable[Agent], room: Conference, now: datetime) -> None:
    agent = _staff_in(staff, room)
    if agent is None or room.end_asked_at is not None:
        return
    try:
        rooms.end(conference=room, requested_by=agent.user, now=now)
    except Refused:
        return


def _staff_in(staff: Iterable[Agent], room: Conference) -> Agent | None:
    """Return who of the staff is in a room."""
    mine = {one.leg_id: one for one in staff if one.leg_id}
    legs = room.call.legs.values_list("pk", flat=True)
    return next((mine[leg] for leg in legs if leg in mine), None)


def _add_guest(staff: Iterable[Agent], room: Conference, now: datetime) -> None:
    """Dial somebody into a room of the staff's that nobody else has been added to."""
    agent = _staff_in(staff, room)
    if agent is None or room.participants.count() > 2:
        return
    try:
        guests.add(conference=room, number=GUEST, requested_by=agent.user, now=now)
    except Refused:
        return
