"""Make, change and delete the outcomes of a queue."""

from django.db import transaction

from audit.actions import noting
from live import topics
from live.announce import announce
from live.refusals import Refused
from outcomes.audited import OUTCOME
from outcomes.models import Outcome, Remark

WAS_CHOSEN = "{name} was chosen for calls, which keep it; offer it no longer instead."
HAS_OTHERS = "{name} has others below it; move or delete these first."


@transaction.atomic
def save_outcome(outcome: Outcome) -> None:
    """Store an outcome with the reason for the change."""
    with noting((OUTCOME, outcome)):
        outcome.save()
    announce(topics.outcomes())


@transaction.atomic
def delete_outcome(pk: int) -> Outcome:
    """Delete an outcome that no call has; raises Refused for any other."""
    outcome = Outcome.objects.select_for_update().get(pk=pk)
    if outcome.children.exists():
        raise Refused(HAS_OTHERS.format(name=outcome.name))
    if Remark.objects.filter(outcome=pk).exists():
        raise Refused(WAS_CHOSEN.format(name=outcome.name))
    with noting((OUTCOME, outcome)):
        Outcome.objects.filter(pk=pk).delete()
    announce(topics.outcomes())
    return outcome
