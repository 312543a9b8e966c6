"""Giving people their roles; `live.revocation` tells their open screens."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction

from accounts.models import Grant, RoleDefinition, Team
from accounts.roles import SHIPPED
from accounts.states import Reach, Role


def shipped_role(role: Role) -> RoleDefinition:
    """Return a role as it is set here; one that is missing is made as it is shipped."""
    found, _ = RoleDefinition.objects.get_or_create(
        key=role.value,
        defaults={"name": role.value.capitalize(), "verbs": list(SHIPPED[role])},
    )
    return found


@transaction.atomic
def give_role(
    user: User,
    role: RoleDefinition,
    reach: Reach,
    *,
    teams: Collection[Team] = (),
    queues: Collection[int] = (),
) -> Grant:
    """Make this the role of a person; `queues` are keys. Both are for a chosen reach."""
    is_chosen = reach is Reach.CHOSEN
    grant, _ = Grant.objects.update_or_create(
        user=user, defaults={"role": role, "reach": reach.value}
    )
    grant.teams.set(teams if is_chosen else ())
    grant.queues.set(queues if is_chosen else ())
    return grant
