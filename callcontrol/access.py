"""Who may see and change what at the border: admins, and people their own notices."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.shortcuts import get_object_or_404

from callcontrol.models import Command
from contactcenter.roles import Role, require


def get_command_for(user: AbstractBaseUser | AnonymousUser, pk: UUID) -> Command:
    """Return a command that the user asked for; anybody else's does not exist."""
    require(user, Role.AGENT)
    return get_object_or_404(Command, pk=pk, requested_by_id=user.pk)
