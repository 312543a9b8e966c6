"""A room comes about: Telnyx is asked for it until it exists, or for too long.

The two talk on meanwhile, so nobody waits in silence for it.
"""

from datetime import datetime, timedelta

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.repeating import may_ask, was_kept_from_happening
from callcontrol.states import UNSUCCESSFUL, CommandState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from callcontrol.words import explain
from calls.aggregate import Calls
from calls.states import LegRole
from conferences.actions.finding import room_of
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Conference
from conferences.states import ConferenceState

CREATE = "conference.create"
CREATE_LASTS = timedelta(seconds=8)
# So long Telnyx may have trouble of its own before the person is told that it did not work.
STARTS_WITHIN = timedelta(seconds=30)
NOT_CREATED = "Telnyx did not create the room."


def ask_to_create(mine: CallRooms, room: Conference) -> None:
    """Ask for a room from the caller's leg; see `rooms` for why that one."""
    customer = mine.call.live_customer
    if customer is None:
        return
    mine.call.request(
        "conference.create",
        params={
            "call_control_id": customer.call_control_id,
            "name": room.name,
            "beep_enabled": "never",
        },
        requested_by=room.requested_by,
        lasts=CREATE_LASTS,
        purpose=CREATE,
        subject_id=room.pk,
    )


def create_finished(command: Command, work: UnitOfWork) -> None:
    """Learn the id; what was refused for good leaves the two-party call as it was."""
    mine, room = room_of(command, work)
    if mine is None or room is None:
        return
    work.touch(mine.call)
    if command.was_accepted:
        # Empty when an event proved what the answer denied: then the id is known.
        room.conference_id = room.conference_id or command.response.get("id")
    elif not was_kept_from_happening(command):
        note_refused(room, explain(command), work)


def note_refused(room: Conference, words: str, work: UnitOfWork) -> None:
    if room.refused_at is None:
        room.refused_at, room.failure = work.now, words


def follow_creation(mine: CallRooms, room: Conference, work: UnitOfWork) -> None:
    """Ask again for a room that Telnyx's own trouble kept from coming about."""
    asked = mine.call.all_asked(CREATE, subject_id=room.pk)
    is_awaited = room.state == ConferenceState.STARTING and room.conference_id is None
    if not is_awaited or not asked or asked[-1].state not in UNSUCCESSFUL:
        return
    # Whether an unknown one was carried out is asked for first (`was_not_created`).
    if asked[-1].state != CommandState.UNKNOWN:
        _ask_again_or_give_up(mine, room, asked, work)


def was_not_created(room_pk: int, *, now: datetime) -> None:
    """Note that Telnyx, being asked, does not have a room; ask for it again, in time."""
    call_pk = Conference.objects.values_list("call_id", flat=True).get(pk=room_pk)
    with unit_of_work(now=now) as work:
        mine = work.part(Rooms).of(work.part(Calls).locked(call_pk))
        room = next(one for one in mine.rooms if one.pk == room_pk)
        asked = mine.call.all_asked(CREATE, subject_id=room.pk)
        if room.state == ConferenceState.STARTING:
            _ask_again_or_give_up(mine, room, asked, work)


def _ask_again_or_give_up(
    mine: CallRooms, room: Conference, asked: list[Command], work: UnitOfWork
) -> None:
    is_late = room.requested_at < work.now - STARTS_WITHIN
    talking = [leg for leg in mine.call.live_legs if leg.role == LegRole.AGENT]
    if is_late or mine.call.live_customer is None or not talking:
        refused = [one for one in asked[-1:] if one.state != CommandState.UNKNOWN]
        note_refused(room, explain(refused[0]) if refused else NOT_CREATED, work)
        work.touch(mine.call)
    elif may_ask(asked, now=work.now):
        # It goes on, so nobody is told that it did not work.
        for last in asked[-1:]:
            outbox.dismiss(last, now=work.now)
        ask_to_create(mine, room)
