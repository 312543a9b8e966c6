"""What is read of agents: the panel, one person's own state, readiness over time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from agents import states
from agents.models import (
    Agent,
    AgentStateChange,
    Engagement,
    NotReadyReason,
    Phone,
    PresenceRules,
    Softphone,
)
from agents.states import ABSENT, ENGAGED, AgentState, PhoneTrouble, can_be_missed
from live.presence.queries import is_present, present, watching_since

# On the panel: who can take a call first, who is away last.
PANEL_ORDER = (
    AgentState.AVAILABLE,
    AgentState.RESERVED,
    AgentState.ON_CALL,
    AgentState.WRAP_UP,
    AgentState.NOT_RESPONDING,
    AgentState.NOT_READY,
    AgentState.DISCONNECTED,
    AgentState.OFFLINE,
)


@dataclass(frozen=True)
class Choice:
    """One line of the state menu."""

    state: str
    reason: str
    label: str
    is_current: bool
    icon: str = ""


@dataclass(frozen=True)
class Staff:
    """How many agents are in which state; `present` are those on duty."""

    counts: Counter[str]

    @property
    def present(self) -> int:
        return self.counts.total() - sum(self.counts[state] for state in ABSENT)

    @property
    def available(self) -> int:
        return self.counts[AgentState.AVAILABLE]

    @property
    def on_call(self) -> int:
        return self.counts[AgentState.ON_CALL]

    @property
    def wrap_up(self) -> int:
        return self.counts[AgentState.WRAP_UP]

    @property
    def disconnected(self) -> int:
        return self.counts[AgentState.DISCONNECTED]


def agent_of_user(user_pk: int | None) -> Agent | None:
    agents = Agent.objects.select_related("set_by", "pending_by")
    return agents.filter(user_id=user_pk).first() if user_pk else None


def engagement_on_call(agent_pk: int) -> Engagement | None:
    """Return what holds an agent by a talk that is not over; None when nothing does."""
    rows = Engagement.objects.filter(
        agent=agent_pk, connected_at__isnull=False, over_at__isnull=True
    )
    return rows.order_by("-reserved_at", "-pk").first()


def ringing_engagement(agent_pk: int) -> Engagement | None:
    """Return what rings an agent; None when nothing does."""
    rows = Engagement.objects.filter(
        agent=agent_pk, connected_at__isnull=True, over_at__isnull=True
    )
    return rows.select_related("dial__call").order_by("-reserved_at", "-pk").first()


def last_engagement(agent_pk: int) -> Engagement | None:
    """Return the last talk of an agent, also while it goes on."""
    rows = Engagement.objects.filter(agent=agent_pk, connected_at__isnull=False)
    return rows.select_related("dial__call").order_by("-reserved_at", "-pk").first()


def presence_rules() -> PresenceRules:
    return PresenceRules.objects.first() or PresenceRules()


def may_be_offered(*, now: datetime) -> QuerySet[Agent]:
    """Return who may be offered a call: available, and seen lately; one statement.

    The rule for one agent is `states.may_be_offered`; whoever makes an offer asks it
    again under the agent's lock.
    """
    seen = present(within=presence_rules().gone_after, now=now)
    agents = Agent.objects.filter(state=AgentState.AVAILABLE, retired_at=None)
    return agents.filter(user__in=seen.values("user"))


def may_be_offered_now(agent: Agent, *, now: datetime) -> bool:
    """As `may_be_offered`, of one agent who is locked."""
    within = presence_rules().gone_after
    there = is_present(agent.user_id, within=within, now=now)
    return states.may_be_offered(agent.state, is_present=there)


def softphone_of(user_pk: int) -> Softphone | None:
    """Return the telephone in somebody's browser; None for who is dialled elsewhere."""
    if Phone.objects.filter(user=user_pk).exists():
        return None
    return Softphone.objects.filter(user=user_pk, withdrawn_at=None).first()


def address_of(user_pk: int) -> str:
    """Return the number or SIP address that rings somebody, "" when nothing would."""
    written = Phone.objects.filter(user=user_pk).first()
    if written:
        return written.address
    ready = Softphone.objects.filter(_rings, user=user_pk).first()
    return ready.address if ready else ""


def reachable(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """Return those of them whom a telephone could ring."""
    rings = Softphone.objects.filter(_rings, user=OuterRef("user"))
    return agents.filter(Q(user__phone__isnull=False) | Exists(rings))


_rings = Q(withdrawn_at__isnull=True, ready_at__isnull=False)


def without_phone(*, before: datetime) -> list[int]:
    """Return who is Available though their browser has been no telephone since `before`."""
    silent = Softphone.objects.filter(
        user=OuterRef("user"),
        withdrawn_at__isnull=True,
        ready_at__isnull=True,
        changed_at__lte=before,
    )
    agents = Agent.objects.filter(Exists(silent), state=AgentState.AVAILABLE)
    return list(agents.filter(user__phone=None).values_list("pk", flat=True))


def with_phone_again() -> list[int]:
    """Return who is Not ready because of a telephone that could ring by now."""
    rings = Softphone.objects.filter(_rings, user=OuterRef("user"))
    agents = Agent.objects.filter(
        Exists(rings),
        state=AgentState.NOT_READY,
        reason__in=PhoneTrouble.labels,
        set_by=None,
    )
    return list(agents.values_list("pk", flat=True))


def missed(rules: PresenceRules, *, now: datetime) -> list[int]:
    """Return the keys of those on duty who are gone and of whom that is not noted yet."""
    watched_since = watching_since(now=now)
    if not can_be_missed(watched_since, gone_after=rules.gone_after, now=now):
        return []
    seen = present(within=rules.gone_after, now=now)
    agents = Agent.objects.exclude(state=AgentState.OFFLINE).filter(gone_at=None)
    gone = agents.exclude(user__in=seen.values("user")).order_by("pk")
    return list(gone.values_list("pk", flat=True))


def back(rules: PresenceRules, *, now: datetime) -> list[int]:
    """Return the keys of those who were gone, and have been seen since."""
    seen = present(within=rules.gone_after, now=now).filter(
        user=OuterRef("user"), seen_at__gt=OuterRef("gone_at")
    )
    agents = Agent.objects.filter(Exists(seen), gone_at__isnull=False).order_by("pk")
    return list(agents.values_list("pk", flat=True))


def stayed_away(*, now: datetime) -> list[int]:
    """Return the keys of those whose time to come back is over."""
    agents = Agent.objects.filter(state=AgentState.DISCONNECTED, state_until__lte=now)
    return list(agents.order_by("pk").values_list("pk", flat=True))


def panel(agents: QuerySet[Agent]) -> list[Agent]:
    """Return them, those who can take a call first, each state oldest first."""
    return _by_state(agents)


def with_last_change(agents: QuerySet[Agent]) -> list[Agent]:
    """Return them as `panel`; `agent.open_changes` holds who set their state."""
    changes = AgentStateChange.objects.filter(ended_at__isnull=True)
    lookup = Prefetch(
        "state_changes", changes.select_related("changed_by"), to_attr="open_changes"
    )
    return _by_state(agents.prefetch_related(lookup, "queues"))


def _by_state(agents: QuerySet[Agent]) -> list[Agent]:
    rank = {state: number for number, state in enumerate(PANEL_ORDER)}
    known = agents.select_related("set_by", "pending_by")
    oldest_first = known.order_by("state_since", "name")
    return sorted(oldest_first, key=lambda agent: rank[AgentState(agent.state)])


def staff(agents: Sequence[Agent]) -> Staff:
    return Staff(Counter(agent.state for agent in agents))


def reasons() -> list[NotReadyReason]:
    """Return the reasons that agents may give, in the order of their menu."""
    return list(NotReadyReason.objects.filter(is_offered=True))


def reason_icons() -> dict[str, str]:
    """Return what is drawn for each reason, those that are not offered any more too."""
    return dict(NotReadyReason.objects.values_list("name", "icon"))


def state_menu(agent: Agent, not_ready: Sequence[NotReadyReason]) -> list[Choice]:
    """Return what the agent may choose: available, the reasons, offline."""
    current = (agent.state, agent.reason)
    if agent.state in ENGAGED:
        current = (agent.pending_state or AgentState.AVAILABLE, agent.pending_reason)
    options = [
        (AgentState.AVAILABLE, "", AgentState.AVAILABLE.label, "circle-check"),
        *((AgentState.NOT_READY, one.name, one.name, one.icon) for one in not_ready),
        (AgentState.OFFLINE, "", AgentState.OFFLINE.label, "circle-minus"),
    ]
    return [
        Choice(state, reason, label, (state, reason) == current, icon)
        for state, reason, label, icon in options
    ]


def ready_at(moments: Sequence[datetime], agents: QuerySet[Agent]) -> list[int]:
    """Return how many of them were available at each of `moments`, oldest first."""
    if not moments:
        return []
    spans = AgentStateChange.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=moments[0]),
        state=AgentState.AVAILABLE,
        agent__in=agents,
    ).values_list("started_at", "ended_at")
    known = list(spans)
    return [
        sum(start <= at and (end is None or end > at) for start, end in known)
        for at in moments
    ]
