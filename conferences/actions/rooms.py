"""A conference from the two-party call that it grows out of to its end.

It is created from the customer's leg: Telnyx hangs up the leg that a conference was
created from when that conference is ended by force, wherever the leg has gone since. So
`conference.end` is sent only when everybody shall go; people leave by hanging up.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.models import User

from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from callcontrol.words import explain
from calls.aggregate import Calls, earliest
from calls.models import Call, Leg
from calls.states import CallState, LegRole, LegState
from conferences import queries
from conferences.actions import creating
from conferences.actions.finding import room_of
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Conference, Participant
from conferences.shown import topics_of_room
from conferences.states import ConferenceState, ParticipantState
from live.announce import announce
from live.refusals import Refused
from provider.callers import caller_words

END_LASTS = timedelta(seconds=60)


def start(*, call: Call, requested_by: User, now: datetime) -> Conference:
    """Turn a two-party call into a conference; the agent joins once it exists.

    Raises Refused.
    """
    with unit_of_work(now=now) as work:
        mine = locked_rooms(call.pk, work)
        room = mine.open_room
        if room is not None and room.is_shown:
            raise Refused("This call is in a room already.")
        if room is None:
            room = make(mine, requested_by)
        room.is_shown = True
    return room


def locked_rooms(call_pk: int, work: UnitOfWork) -> CallRooms:
    """Lock a call that is about to have a room, and return what it has of them."""
    whole = work.part(Calls).locked(call_pk)
    whole.call.has_company = True
    return work.part(Rooms).of(whole)


def make(mine: CallRooms, requested_by: User) -> Conference:
    """Have a conference made of a two-party call that is in none. Raises Refused."""
    customer, agent = _parties(mine)
    call, work = mine.call.call, mine.call.work
    room = Conference(
        call=call,
        name=f"call-{call.pk}-{uuid4().hex[:8]}",
        requested_by=requested_by,
        requested_at=work.now,
    )
    # The command names it by its key.
    mine.rooms.append(work.insert(room))
    caller = caller_words(call.caller_name, call.from_number)
    for leg, label in ((customer, caller), (agent, queries.name_of(agent.user))):
        one = Participant(conference=room, leg=leg, label=label, requested_at=work.now)
        mine.people.append(work.add(one))
    creating.ask_to_create(mine, room)
    work.touch(mine.call)
    return room


def _parties(mine: CallRooms) -> tuple[Leg, Leg]:
    """Return the legs of the caller and the agent; raises Refused."""
    call = mine.call
    customer, agent = call.live_customer, _answered(call.legs, LegRole.AGENT)
    if call.call.state != CallState.TALKING or customer is None or agent is None:
        raise Refused("The caller and an agent are not talking now.")
    return customer, agent


def _answered(legs: list[Leg], role: LegRole) -> Leg | None:
    found = [leg for leg in legs if leg.role == role and leg.state == LegState.ANSWERED]
    return found[-1] if found else None


def find(
    conference_id: str, leg: Leg | None, work: UnitOfWork
) -> tuple[CallRooms, Conference] | None:
    """Find the conference of an event, by Telnyx's id or by a leg of its call.

    An event can overtake the answer to the command, so the one that waits for its id
    takes it from the first event of a leg of its call.
    """
    rooms = work.part(Rooms)
    found = rooms.find(conference_id)
    call = work.part(Calls).find(leg.call_control_id) if leg else None
    if found is not None or call is None:
        return found
    mine = rooms.of(call)
    waiting = mine.room_awaiting_id
    if waiting is None:
        return None
    waiting.conference_id = conference_id
    return mine, waiting


def note_alive(mine: CallRooms, room: Conference, *, at: datetime) -> None:
    """Note a moment of which an event says that the conference existed."""
    room.started_at = earliest(room.started_at, at)
    mine.call.work.touch(mine.call)


def note_ended(mine: CallRooms, room: Conference, *, reason: str, at: datetime) -> None:
    if room.ended_at is None or at < room.ended_at:
        room.ended_at, room.end_reason = at, reason
    room.started_at = earliest(room.started_at, at)
    mine.call.work.touch(mine.call)


def end(*, conference: Conference, requested_by: User, now: datetime) -> None:
    """End it for all: everybody in it is hung up, the caller too. Raises Refused."""
    with unit_of_work(now=now) as work:
        call = work.part(Calls).locked(conference.call_id)
        mine = work.part(Rooms).of(call)
        room = next(one for one in mine.rooms if one.pk == conference.pk)
        if room.conference_id is None:
            raise Refused("The room is still starting. Try again in a moment.")
        if room.state != ConferenceState.LIVE:
            raise Refused("The room is ending or has ended.")
        room.end_asked_at, room.failure = now, ""
        call.request(
            "conference.end",
            room.conference_id,
            params={},
            requested_by=requested_by,
            lasts=END_LASTS,
            purpose="conference.end",
            subject_id=room.pk,
        )
        for one in mine.in_room(room):
            if one.state == ParticipantState.DIALLING:
                one.leave_asked_at = now
        work.touch(call)


def end_finished(command: Command, work: UnitOfWork) -> None:
    mine, room = room_of(command, work)
    if mine is None or room is None or command.was_accepted:
        return
    if command.target_is_gone:
        note_ended(mine, room, reason="", at=work.now)
    elif room.end_asked_at is not None:
        room.end_asked_at, room.failure = None, explain(command)
        work.touch(mine.call)


def warn_of_limit(*, now: datetime) -> int:
    """Show the bar in rooms that near Telnyx's four hours; return how many."""
    rooms = Conference.objects.filter(
        state=ConferenceState.LIVE,
        started_at__lt=now - queries.WARN_AFTER,
        warned_at__isnull=True,
    )
    near = list(rooms)
    for conference in near:
        Conference.objects.filter(pk=conference.pk).update(warned_at=now)
        announce(*topics_of_room(conference))
    return len(near)
