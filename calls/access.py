"""Who may see and end which call: supervisors all, agents those they talked in."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from calls.models import Call
from calls.queries import calls_of
from contactcenter.roles import Role, at_least, role_of


def visible_calls(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Call]:
    if at_least(user, Role.SUPERVISOR):
        return Call.objects.all()
    if role_of(user) is None or user.pk is None:
        return Call.objects.none()
    return calls_of(user.pk)


def get_call_for(user: AbstractBaseUser | AnonymousUser, pk: int) -> Call:
    """Return the call; raises Http404, or PermissionDenied when it is not theirs."""
    call = get_object_or_404(Call, pk=pk)
    if not visible_calls(user).filter(pk=pk).exists():
        raise PermissionDenied
    return call
