"""What is read of agents: the panel, one person's own state, readiness over time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Prefetch, Q

from agents.models import Agent, AgentStateChange, NotReadyReason
from agents.states import ENGAGED, AgentState

# On the panel: who can take a call first, who is away last.
PANEL_ORDER = (
    AgentState.AVAILABLE,
    AgentState.RESERVED,
    AgentState.ON_CALL,
    AgentState.WRAP_UP,
    AgentState.NOT_RESPONDING,
    AgentState.NOT_READY,
    AgentState.OFFLINE,
)


@dataclass(frozen=True)
class Choice:
    """One line of the state menu."""

    state: str
    reason: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class Staff:
    """How many agents are in which state; `present` is all but offline."""

    counts: Counter[str]

    @property
    def present(self) -> int:
        return self.counts.total() - self.counts[AgentState.OFFLINE]

    @property
    def available(self) -> int:
        return self.counts[AgentState.AVAILABLE]

    @property
    def on_call(self) -> int:
        return self.counts[AgentState.ON_CALL]

    @property
    def wrap_up(self) -> int:
        return self.counts[AgentState.WRAP_UP]


def agent_of(user: AbstractBaseUser | AnonymousUser) -> Agent | None:
    return agent_of_user(user.pk)


def agent_of_user(user_pk: int | None) -> Agent | None:
    return Agent.objects.filter(user_id=user_pk).first() if user_pk else None


def panel() -> list[Agent]:
    """Return all agents, those who can take a call first, each state oldest first."""
    rank = {state: number for number, state in enumerate(PANEL_ORDER)}
    agents = Agent.objects.order_by("state_since", "name")
    return sorted(agents, key=lambda agent: rank[AgentState(agent.state)])


def with_last_change() -> list[Agent]:
    """Return all agents by name; `agent.open_changes` holds who set their state."""
    changes = AgentStateChange.objects.filter(ended_at__isnull=True)
    lookup = Prefetch(
        "state_changes", changes.select_related("changed_by"), to_attr="open_changes"
    )
    return list(Agent.objects.prefetch_related(lookup, "queues").order_by("name"))


def staff(agents: Sequence[Agent]) -> Staff:
    return Staff(Counter(agent.state for agent in agents))


def reasons() -> list[str]:
    return list(NotReadyReason.objects.values_list("name", flat=True))


def state_menu(agent: Agent, not_ready_reasons: Sequence[str]) -> list[Choice]:
    """Return what the agent may choose: available, the reasons, offline."""
    current = (agent.state, agent.reason)
    if agent.state in ENGAGED:
        current = (agent.pending_state or AgentState.AVAILABLE, agent.pending_reason)
    options = [
        (AgentState.AVAILABLE, "", AgentState.AVAILABLE.label),
        *((AgentState.NOT_READY, name, name) for name in not_ready_reasons),
        (AgentState.OFFLINE, "", AgentState.OFFLINE.label),
    ]
    return [
        Choice(state, reason, label, (state, reason) == current)
        for state, reason, label in options
    ]


def ready_at(moments: Sequence[datetime]) -> list[int]:
    """Return how many agents were available at each of `moments`, oldest first."""
    if not moments:
        return []
    spans = AgentStateChange.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=moments[0]),
        state=AgentState.AVAILABLE,
    ).values_list("started_at", "ended_at")
    known = list(spans)
    return [
        sum(start <= at and (end is None or end > at) for start, end in known)
        for at in moments
    ]
