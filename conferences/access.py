"""Who may see and run which room, and who may supervise."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from calls.access import get_call_for
from calls.models import Call
from calls.states import LegRole, LegState
from conferences.models import Conference, Participant, Supervision
from conferences.queries.rooms import rooms_of
from contactcenter.roles import Role, at_least, require, role_of

Person = AbstractBaseUser | AnonymousUser


def visible_rooms(user: Person) -> QuerySet[Conference]:
    """Return all rooms for supervisors, for agents those of the calls they were in."""
    if at_least(user, Role.SUPERVISOR):
        return Conference.objects.all()
    if not isinstance(user, User) or role_of(user) is None:
        return Conference.objects.none()
    return rooms_of(user.pk)


def get_room_for(user: Person, pk: int) -> Conference:
    """Return a room to look at; raises Http404 or PermissionDenied."""
    conference = get_object_or_404(Conference.objects.select_related("call"), pk=pk)
    if not visible_rooms(user).filter(pk=pk).exists():
        raise PermissionDenied
    return conference


def get_room_to_run(user: Person, pk: int) -> tuple[User, Conference]:
    """Return a room to change: any for supervisors, for agents the one they are in.

    Raises Http404 or PermissionDenied.
    """
    conference = get_room_for(user, pk)
    return _require_in_call(user, conference.call), conference


def get_participant_to_run(user: Person, pk: int) -> tuple[User, Participant]:
    """Return a participant of a room that the user may run.

    Raises Http404 or PermissionDenied.
    """
    rows = Participant.objects.select_related("conference__call", "leg")
    participant = get_object_or_404(rows, pk=pk)
    return _require_in_call(user, participant.conference.call), participant


def get_call_to_run(user: Person, pk: int) -> tuple[User, Call]:
    """Return a call to make a room of: any for supervisors, for agents their own.

    Raises Http404 or PermissionDenied.
    """
    call = get_call_for(user, pk)
    return _require_in_call(user, call), call


def get_call_to_supervise(user: Person, pk: int) -> tuple[User, Call]:
    """Return a call to listen to; agents never may.

    Raises Http404 or PermissionDenied.
    """
    supervisor = require(user, Role.SUPERVISOR)
    return supervisor, get_call_for(user, pk)


def get_own_supervision(user: Person, pk: int) -> tuple[User, Supervision]:
    """Return a supervision of the user's own; raises Http404 or PermissionDenied."""
    supervisor = require(user, Role.SUPERVISOR)
    supervision = get_object_or_404(Supervision, pk=pk)
    if supervision.supervisor_id != supervisor.pk:
        raise PermissionDenied("This is somebody else's.")
    return supervisor, supervision


def _require_in_call(user: Person, call: Call) -> User:
    person = require(user, Role.AGENT)
    if at_least(user, Role.SUPERVISOR):
        return person
    own = call.legs.filter(
        user_id=person.pk, role=LegRole.AGENT, state=LegState.ANSWERED
    )
    if not own.exists():
        raise PermissionDenied("You are not on this call.")
    return person
