"""What an agent writes and chooses, while they talk and after it."""

from datetime import datetime

from django.db import transaction

from agents.aggregate import Agents
from agents.models import Agent, Engagement
from callcontrol.unit_of_work import unit_of_work
from live import topics
from live.announce import announce
from outcomes.models import Remark
from outcomes.queries.tree import Leaf


@transaction.atomic
def write_notes(call_pk: int, agent: Agent, text: str, *, now: datetime) -> None:
    """Keep an agent's notes on a call as they stand now; the last ones count."""
    remark = _locked(call_pk, agent)
    if remark.text == text:
        return
    remark.text, remark.written_at = text, now
    remark.save(update_fields=["text", "written_at"])
    announce(topics.call(call_pk))


def choose_outcome(call_pk: int, agent: Agent, leaf: Leaf, *, now: datetime) -> None:
    """Say what came of a call; another one may be chosen later."""
    with unit_of_work(now=now) as work:
        work.part(Agents).lock([agent.pk])
        remark = _locked(call_pk, agent)
        remark.outcome_id, remark.outcome_words = leaf.pk, leaf.words
        remark.chosen_at = now
        remark.save(update_fields=["outcome", "outcome_words", "chosen_at"])
        held = Engagement.objects.filter(agent=agent, dial__call=call_pk)
        for row in held.filter(connected_at__isnull=False):
            work.keep(row).has_outcome = True
        announce(topics.call(call_pk), topics.user(agent.user_id))


def _locked(call_pk: int, agent: Agent) -> Remark:
    Remark.objects.get_or_create(call_id=call_pk, agent=agent)
    return Remark.objects.select_for_update().get(call=call_pk, agent=agent)
