"""Agents who are Available, and have no screen on which they would see a call.

The sweep finds them within a second (`agents.actions.presence`), and none is offered a
call; whoever is found here shows that the sweep does not work.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from agents.models import Agent
from agents.queries import presence_rules
from agents.states import AgentState
from callcontrol.repair.states import Evidence, Found, Kind
from live.presence.queries import present

# So much later than the sweep should have seen it.
OVERDUE = timedelta(seconds=10)


def available_without_screen(now: datetime) -> Iterator[Found]:
    """Yield who should have been found gone by now."""
    overdue = presence_rules().gone_after + OVERDUE
    there = present(within=overdue, now=now).values("user")
    agents = Agent.objects.filter(
        state=AgentState.AVAILABLE, state_since__lt=now - overdue
    ).exclude(user__in=there)
    for agent in agents.select_related("user__presence").order_by("state_since"):
        presence = getattr(agent.user, "presence", None)
        seen_at = presence.seen_at if presence else None
        words = (
            "Their last screen was closed." if seen_at else "No screen was ever open."
        )
        yield Found(
            kind=Kind.AGENT_AWAY,
            key=f"agent:{agent.pk}",
            title=agent.name,
            ours="Available, and no screen of theirs is open.",
            since=max(seen_at, agent.state_since) if seen_at else agent.state_since,
            subject=str(agent.pk),
            evidence=(Evidence("ours", words, seen_at),),
        )
