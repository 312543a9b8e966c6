"""Agents whom no offer will ever set free."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from agents.models import Agent
from agents.states import AgentState
from callcontrol.repair.states import Evidence, Found, Kind
from queues.models import Offer, QueueEntry
from queues.states import OPEN_ENTRY, OPEN_OFFER

# An offer and the agent's state are written together; this is longer than any lock.
STUCK_AFTER = timedelta(seconds=10)


def reserved_without_offer(now: datetime) -> Iterator[Found]:
    offered = Offer.objects.filter(state__in=OPEN_OFFER).values("agent")
    stuck = Agent.objects.filter(
        state=AgentState.RESERVED, state_since__lt=now - STUCK_AFTER
    ).exclude(pk__in=offered)
    for agent in stuck.order_by("state_since"):
        last = Offer.objects.filter(agent=agent).order_by("-pk").first()
        yield Found(
            kind=Kind.AGENT_RESERVED,
            key=f"agent:{agent.pk}",
            title=agent.name,
            ours="Reserved for a caller, and no offer is open: nobody calls them.",
            since=agent.state_since,
            subject=str(agent.pk),
            evidence=(_last_offer(last),),
        )


def waiting_and_staffed() -> int:
    """Return how many callers wait, and how many agents are signed in."""
    waiting = QueueEntry.objects.filter(state__in=OPEN_ENTRY).count()
    return waiting + Agent.objects.exclude(state=AgentState.OFFLINE).count()


def _last_offer(offer: Offer | None) -> Evidence:
    if offer is None:
        return Evidence("ours", "They have never been offered a call.")
    label = offer.get_state_display()
    return Evidence("ours", f"Their last offer: {label}.", offer.ended_at)
