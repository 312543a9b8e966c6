"""Set an agent free whom an offer left behind."""

from datetime import datetime

from agents.aggregate import Agents
from agents.models import Engagement
from agents.states import AgentState
from callcontrol.unit_of_work import unit_of_work
from live.refusals import Refused
from queues.models import Offer
from queues.states import OPEN_OFFER


def release_stuck(agent_pk: int, *, now: datetime) -> None:
    """End what holds a reserved agent without an open offer, and compute their state anew.

    Raises Refused when they are not stuck.
    """
    with unit_of_work(now=now) as work:
        mine = work.part(Agents).locked(agent_pk)
        offers = Offer.objects.filter(agent=agent_pk, state__in=OPEN_OFFER)
        if mine.agent.state != AgentState.RESERVED or offers.exists():
            raise Refused("The agent is not stuck any more.")
        held = Engagement.objects.filter(
            agent=agent_pk, connected_at__isnull=True, over_at__isnull=True
        )
        for row in held:
            engagement = work.keep(row)
            engagement.over_at = now
            mine.hold(engagement)
        mine.touch()
