"""What a finished command was about, with its call locked."""

from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import Calls
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Conference, Participant


def rooms_of(command: Command, work: UnitOfWork) -> CallRooms | None:
    if command.call_id is None:
        return None
    return work.part(Rooms).of(work.part(Calls).locked(command.call_id))


def participant_of(
    command: Command, work: UnitOfWork
) -> tuple[CallRooms | None, Participant | None]:
    mine = rooms_of(command, work)
    people = mine.people if mine else []
    return mine, next((one for one in people if one.pk == command.subject_id), None)


def room_of(
    command: Command, work: UnitOfWork
) -> tuple[CallRooms | None, Conference | None]:
    mine = rooms_of(command, work)
    rooms = mine.rooms if mine else []
    return mine, next((one for one in rooms if one.pk == command.subject_id), None)
