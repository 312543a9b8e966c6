"""The reasons for not being ready; what was logged keeps the words of its day."""

from django.db import transaction

from agents.audited import REASON
from agents.models import Agent, AgentStateChange, NotReadyReason, StateChoice
from audit.actions import noting
from live import topics
from live.announce import announce
from live.refusals import Refused, refusing_taken_name

WAS_USED = (
    "{reason} has been used, and its times are kept; take it off the menu instead."
)


@transaction.atomic
def save_reason(reason: NotReadyReason) -> None:
    """Store a reason; raises Refused when another one has got its name meanwhile."""
    with noting((REASON, reason)), refusing_taken_name(reason):
        reason.save()
    _announce()


@transaction.atomic
def delete_reason(pk: int) -> NotReadyReason:
    """Delete a reason that nobody ever chose; raises Refused for any other."""
    reason = NotReadyReason.objects.select_for_update().get(pk=pk)
    for rows in (AgentStateChange.objects, StateChoice.objects):
        if rows.filter(reason=reason.name).exists():
            raise Refused(WAS_USED.format(reason=reason.name))
    with noting((REASON, reason)):
        NotReadyReason.objects.filter(pk=pk).delete()
    _announce()
    return reason


def _announce() -> None:
    """Tell every agent's own menu, and the list on which supervisors set states."""
    users = Agent.objects.filter(retired_at=None).values_list("user_id", flat=True)
    announce(topics.agents(), *map(topics.user, users))
