"""Who of those on duty is not there any more, and who is back.

The sweep turns what was seen (`live.presence`) into facts; what follows from them is
computed as for every other fact (`agents.spans`).
"""

from datetime import datetime

from agents import queries
from agents.aggregate import AgentAggregate, Agents
from agents.audited import PRESENCE_RULES
from agents.models import PresenceRules
from agents.states import AgentState
from audit.actions import noting
from callcontrol.unit_of_work import unit_of_work
from live.models import Presence
from live.presence.queries import is_present


def sweep_presence(*, now: datetime) -> None:
    """Note who is gone and who is back; give up who stayed away for too long."""
    rules = queries.presence_rules()
    for pk in queries.back(rules, now=now):
        with unit_of_work(now=now) as work:
            _come_back(work.part(Agents).locked(pk))
    for pk in queries.missed(rules, now=now):
        with unit_of_work(now=now) as work:
            _go(work.part(Agents).locked(pk), rules)
    for pk in queries.stayed_away(now=now):
        with unit_of_work(now=now) as work:
            work.part(Agents).locked(pk).touch()


def save_presence_rules(rules: PresenceRules) -> None:
    """Store how long somebody may be gone; who is gone already goes by the former."""
    with noting((PRESENCE_RULES, rules)):
        rules.save()


def _come_back(mine: AgentAggregate) -> None:
    seen = Presence.objects.filter(user=mine.agent.user_id)
    at = seen.values_list("seen_at", flat=True).first()
    if at is not None:
        mine.come_back(at)


def _go(mine: AgentAggregate, rules: PresenceRules) -> None:
    """Look again under the lock: they may have pressed a button meanwhile."""
    agent, now = mine.agent, mine.work.now
    is_there = is_present(agent.user_id, within=rules.gone_after, now=now)
    is_noted = agent.gone_at is not None
    if agent.state != AgentState.OFFLINE and not is_there and not is_noted:
        mine.go(until=now + rules.offline_after)
