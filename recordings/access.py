"""Who may hear and run which recording: supervisors all, agents those of their calls."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from calls.access import get_call_for
from calls.models import Call
from calls.states import LegRole, LegState
from contactcenter.roles import Role, at_least, require, role_of
from recordings.models import Recording
from recordings.queries import recordings_of, with_people
from recordings.states import RecordingState

Person = AbstractBaseUser | AnonymousUser


def visible_recordings(user: Person) -> QuerySet[Recording]:
    if at_least(user, Role.SUPERVISOR):
        return Recording.objects.all()
    if not isinstance(user, User) or role_of(user) is None:
        return Recording.objects.none()
    return recordings_of(user.pk)


def get_recording_to_hear(user: Person, pk: int) -> tuple[User, Recording]:
    """Return an archived recording; raises Http404 or PermissionDenied."""
    recording = get_object_or_404(with_people(Recording.objects.all()), pk=pk)
    person = require(user, Role.AGENT)
    if not visible_recordings(user).filter(pk=pk).exists():
        raise PermissionDenied
    if recording.state != RecordingState.READY:
        raise Http404
    return person, recording


def get_recording_to_run(user: Person, pk: int) -> tuple[User, Recording]:
    """Return a recording to pause or stop; raises Http404 or PermissionDenied."""
    rows = Recording.objects.select_related("call", "leg")
    recording = get_object_or_404(rows, pk=pk)
    return _require_in_call(user, recording.call), recording


def get_recording_to_fetch(user: Person, pk: int) -> Recording:
    """Return a recording to fetch once more; raises Http404 or PermissionDenied."""
    require(user, Role.SUPERVISOR)
    return get_object_or_404(Recording, pk=pk)


def get_call_to_record(user: Person, pk: int) -> tuple[User, Call]:
    """Return a call to record; raises Http404 or PermissionDenied."""
    call = get_call_for(user, pk)
    return _require_in_call(user, call), call


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
