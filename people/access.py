"""Who may see and change people, teams, roles, reasons, skills
and opening hours; and who holds a link."""

from datetime import datetime

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404

from accounts.models import PasswordLink, RoleDefinition, Team, digest_of
from accounts.roles import Verb
from accounts.viewers import Viewer, require
from agents.models import NotReadyReason, Skill
from hours.models import Schedule


def require_people(viewer: Viewer) -> None:
    """Raise PermissionDenied unless they manage people."""
    require(viewer, Verb.MANAGE_PEOPLE)


def require_settings(viewer: Viewer) -> None:
    """Raises PermissionDenied for whoever does not manage the settings."""
    require(viewer, Verb.MANAGE_SETTINGS)


def get_person_for(viewer: Viewer, pk: int) -> User:
    """Raises PermissionDenied or Http404, as the next four do."""
    require_people(viewer)
    return get_object_or_404(User, pk=pk)


def get_team_for(viewer: Viewer, pk: int) -> Team:
    require_people(viewer)
    return get_object_or_404(Team, pk=pk)


def get_role_for(viewer: Viewer, pk: int) -> RoleDefinition:
    require_people(viewer)
    return get_object_or_404(RoleDefinition, pk=pk)


def get_reason_for(viewer: Viewer, pk: int) -> NotReadyReason:
    require_people(viewer)
    return get_object_or_404(NotReadyReason, pk=pk)


def get_skill_for(viewer: Viewer, pk: int) -> Skill:
    require_people(viewer)
    return get_object_or_404(Skill, pk=pk)


def get_schedule_for(viewer: Viewer, pk: int) -> Schedule:
    """Raises PermissionDenied or Http404."""
    require_settings(viewer)
    return get_object_or_404(Schedule, pk=pk)


def get_link(secret: str, *, now: datetime) -> PasswordLink:
    """Return the link whose address was opened; raises Http404 for one that is void."""
    good = PasswordLink.objects.filter(
        used_at=None, good_until__gt=now, user__is_active=True
    )
    return get_object_or_404(good.select_related("user"), digest=digest_of(secret))
