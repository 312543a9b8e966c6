"""Make, change and delete roles."""

from datetime import datetime

from django.db import transaction

from accounts.audited import ROLE
from accounts.models import Grant, RoleDefinition
from accounts.roles import OF_THE_WHOLE_SITE, Verb
from accounts.states import Reach
from audit.actions import noting
from conferences.actions.supervision import leave_what_is_not_theirs
from live.refusals import Refused, refusing_taken_name
from people.actions.managers import keeping_a_manager

IS_HELD = "{role} is the role of somebody; give them another one first."
IS_SHIPPED = "{role} is shipped with the product: it can be changed, and stays."
CALLS_OF_HOLDERS = (
    "Whether it takes calls cannot change while somebody has this role: they would become "
    "agents, or stop being agents. Make another role, and give them that."
)
HELD_FOR_A_PART = (
    "Somebody has this role for a part of the site; who manages people or settings does "
    "so for the whole site."
)


@transaction.atomic
def save_role(role: RoleDefinition, *, now: datetime) -> None:
    """Store a role; raises Refused for what its holders could not be any more."""
    with keeping_a_manager():
        before = RoleDefinition.objects.filter(pk=role.pk).first()
        if before is not None:
            _require_possible(before, role)
        with noting((ROLE, role)), refusing_taken_name(role):
            role.save()
        holders = Grant.objects.filter(role=role).values_list("user_id", flat=True)
        leave_what_is_not_theirs(holders, now=now)


def _require_possible(before: RoleDefinition, after: RoleDefinition) -> None:
    grants = Grant.objects.filter(role=before)
    changed = set(before.verbs) ^ set(after.verbs)
    if Verb.TAKE_CALLS in changed and grants.exists():
        raise Refused(CALLS_OF_HOLDERS)
    for_a_part = grants.exclude(reach=Reach.SITE)
    if OF_THE_WHOLE_SITE & set(after.verbs) and for_a_part.exists():
        raise Refused(HELD_FOR_A_PART)


@transaction.atomic
def delete_role(pk: int) -> RoleDefinition:
    """Delete a role that nobody has; raises Refused for one that is shipped or held."""
    role = RoleDefinition.objects.select_for_update().get(pk=pk)
    if role.key:
        raise Refused(IS_SHIPPED.format(role=role.name))
    if Grant.objects.filter(role=role).exists():
        raise Refused(IS_HELD.format(role=role.name))
    with noting((ROLE, role)):
        RoleDefinition.objects.filter(pk=pk).delete()
    return role
