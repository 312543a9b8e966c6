"""Who may see and change what at the border: admins, and people their own notices."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.shortcuts import get_object_or_404

from callcontrol.models import CallControlApplication, Command, Event, PhoneNumber
from contactcenter.roles import Role, require

Visitor = AbstractBaseUser | AnonymousUser


def get_command_for(user: Visitor, pk: UUID) -> Command:
    """Return a command that the user asked for; anybody else's does not exist."""
    require(user, Role.AGENT)
    return get_object_or_404(Command, pk=pk, requested_by_id=user.pk)


def get_admin(user: Visitor) -> User:
    """Return the user when they administer; raises PermissionDenied."""
    return require(user, Role.ADMIN)


def get_application_for(user: Visitor, pk: int) -> CallControlApplication:
    """Raises PermissionDenied or Http404, as the next two do."""
    require(user, Role.ADMIN)
    return get_object_or_404(CallControlApplication, pk=pk)


def get_number_for(user: Visitor, pk: int) -> PhoneNumber:
    require(user, Role.ADMIN)
    return get_object_or_404(PhoneNumber, pk=pk)


def get_event_for(user: Visitor, pk: int) -> Event:
    require(user, Role.ADMIN)
    return get_object_or_404(Event, pk=pk)
