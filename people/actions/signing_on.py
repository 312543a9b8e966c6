"""Take in whom the organisation's sign-in service sends: their role and their teams."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User

from accounts.models import RoleDefinition, Team
from accounts.roles import usual_reach
from database.naming import key_of
from live.refusals import Refused
from people.actions.people import add_person, change_person
from people.given import Given
from people.queries import given_of

logger = logging.getLogger(__name__)

NO_GROUP = (
    "Your account has none of the groups that may use this contact center. Ask whoever "
    "manages accounts in your organisation."
)
NO_EMAIL = (
    "The sign-in service did not confirm an e-mail address of yours, by which you are "
    "known here."
)


@dataclass(frozen=True)
class Identity:
    """What the service says; `email` is empty unless the service has verified it."""

    name: str
    email: str
    groups: Collection[str] = ()


def welcome(identity: Identity, *, known: User | None, now: datetime) -> User:
    """Return the person, made if need be, with the role and teams of their groups.

    `known` is who signed in with the same account before; else the e-mail address says
    who it is. A scope is only changed together with the role, and teams that no group
    stands for are left as they are. Raises Refused.
    """
    role = _role_of(identity)
    user = known or _by_email(identity)
    before = given_of(user) if user else None
    given = before or Given(
        name=identity.name or identity.email,
        email=user.email if user else identity.email,
        role=role,
        reach=usual_reach(role.verbs),
    )
    wanted = _with_role(given, role)
    wanted = replace(wanted, teams=_teams_of(identity, given.teams))
    if user is None:
        return add_person(wanted, by=None, now=now)
    if wanted != before:
        change_person(user.pk, wanted, by=user, now=now)
    return user


def _role_of(identity: Identity) -> RoleDefinition:
    for group, name in settings.OIDC_ROLES.items():
        if group in identity.groups:
            found = RoleDefinition.objects.filter(name_key=key_of(name)).first()
            if found is not None:
                return found
            logger.error("OIDC_ROLES names a role that does not exist: %s", name)
    raise Refused(NO_GROUP)


def _by_email(identity: Identity) -> User | None:
    """Return who has the address; somebody new is None. Raises Refused without one."""
    if not identity.email:
        raise Refused(NO_EMAIL)
    return User.objects.filter(email__iexact=identity.email).order_by("pk").first()


def _with_role(given: Given, role: RoleDefinition) -> Given:
    if given.role == role:
        return given
    changed = replace(
        given,
        role=role,
        reach=usual_reach(role.verbs),
        scope_teams=[],
        scope_queues=[],
    )
    return changed if changed.takes_calls else replace(changed, places={})


def _teams_of(identity: Identity, current: Collection[Team]) -> list[Team]:
    by_groups = {key_of(name) for name in settings.OIDC_TEAMS.values()}
    theirs = {
        key_of(name)
        for group, name in settings.OIDC_TEAMS.items()
        if group in identity.groups
    }
    kept = [team for team in current if team.name_key not in by_groups]
    found = [*kept, *Team.objects.filter(name_key__in=theirs)]
    return sorted(found, key=lambda team: team.name)
