"""Every write to agents: what they choose, and what calls make of them.

Each move locks the agent's row, is checked against `agents.states.MOVES`, and leaves a
line in the state log. A move that came too late returns False and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from agents.models import Agent, AgentStateChange
from agents.states import ENGAGED, AgentState, may_move
from contactcenter.rows import change, insert
from live import topics
from live.announce import announce
from live.refusals import Refused

EXTENSION = timedelta(seconds=30)
NOTHING_TO_FINISH = "There is no wrap-up to finish."


@dataclass(frozen=True)
class Target:
    """Where a move goes, and what is to be shown with it."""

    state: AgentState
    reason: str = ""
    activity: str = ""
    until: datetime | None = None
    leg_id: int | None = None


FREE = Target(AgentState.AVAILABLE)


def add_agent(user: User, name: str, *, now: datetime) -> Agent:
    """Make a person an agent, offline for now."""
    agent = Agent.objects.create(user=user, name=name, state_since=now)
    AgentStateChange.objects.create(agent=agent, state=agent.state, started_at=now)
    _announce(agent)
    return agent


def rename_agent(agent_pk: int, name: str) -> None:
    Agent.objects.filter(pk=agent_pk).update(name=name)
    announce(topics.agents(), topics.agent(agent_pk), topics.queues())


@transaction.atomic
def choose_state(
    agent_pk: int, state: str, reason: str = "", *, chosen_by: User, now: datetime
) -> None:
    """Go to a state that the agent, or a supervisor for them, has chosen.

    During a call the choice waits until the agent is free. Raises Refused when the
    move is not possible from the present state.
    """
    agent = _lock(agent_pk)
    target = Target(AgentState(state), reason)
    if agent.state in ENGAGED:
        _remember_choice(agent, target)
        return
    if (agent.state, agent.reason) == (state, reason):
        return
    if not may_move(agent.state, state):
        here, there = AgentState(agent.state).label, AgentState(state).label
        raise Refused(f"{agent.name} cannot go from {here} to {there}.")
    _go(agent, target, at=now, changed_by=chosen_by)


def reserve(agent_pk: int, activity: str, *, now: datetime) -> bool:
    """Take an available agent for an offer; False when they are not available."""
    target = Target(AgentState.RESERVED, activity=activity)
    return _move(_lock(agent_pk), target, {AgentState.AVAILABLE}, at=now)


def release(agent_pk: int, *, at: datetime) -> bool:
    """Set a reserved agent free again, who is not to blame for the failed offer."""
    return _set_free(_lock(agent_pk), {AgentState.RESERVED}, at=at)


def excuse(agent_pk: int, *, at: datetime) -> bool:
    """Take back *not responding*: it turned out that the caller had left before."""
    return _set_free(_lock(agent_pk), {AgentState.NOT_RESPONDING}, at=at)


def miss_offer(agent_pk: int, *, at: datetime) -> bool:
    """Note that the agent did not take the call that was offered last."""
    agent = _lock(agent_pk)
    if agent.state == AgentState.RESERVED and agent.pending_state:
        return _set_free(agent, {AgentState.RESERVED}, at=at)
    target = Target(AgentState.NOT_RESPONDING, activity=agent.activity)
    sources = {AgentState.RESERVED, AgentState.AVAILABLE}
    return _move(agent, target, sources, at=at)


def connect(agent_pk: int, leg_id: int, activity: str, *, at: datetime) -> bool:
    """Note that the agent talks, on this leg."""
    target = Target(AgentState.ON_CALL, activity=activity, leg_id=leg_id)
    sources = {AgentState.RESERVED, AgentState.AVAILABLE, AgentState.NOT_RESPONDING}
    return _move(_lock(agent_pk), target, sources, at=at)


def start_wrap_up(
    agent_pk: int, leg_id: int, *, ended_at: datetime, lasts: timedelta, now: datetime
) -> bool:
    """Note that the agent's leg ended; wrap-up runs for `lasts` from `ended_at` on."""
    agent = _lock(agent_pk)
    if agent.state != AgentState.ON_CALL or agent.leg_id != leg_id:
        return False
    until = ended_at + lasts
    if until <= now:
        return _set_free(agent, {AgentState.ON_CALL}, at=ended_at)
    target = Target(AgentState.WRAP_UP, activity=agent.activity, until=until)
    return _move(agent, target, {AgentState.ON_CALL}, at=ended_at)


@transaction.atomic
def finish_wrap_up(agent_pk: int, *, now: datetime) -> None:
    """End wrap-up before its time; raises Refused when there is none."""
    if not _set_free(_lock(agent_pk), {AgentState.WRAP_UP}, at=now):
        raise Refused(NOTHING_TO_FINISH)


@transaction.atomic
def extend_wrap_up(agent_pk: int, *, now: datetime) -> None:
    """Give the agent half a minute more; raises Refused when there is no wrap-up."""
    agent = _lock(agent_pk)
    if agent.state != AgentState.WRAP_UP or agent.state_until is None:
        raise Refused("There is no wrap-up to extend.")
    until = max(agent.state_until, now) + EXTENSION
    Agent.objects.filter(pk=agent_pk).update(state_until=until)
    _announce(agent)


def end_due_wrap_ups(*, now: datetime) -> int:
    """Set everybody free whose wrap-up is over; return how many."""
    due = Agent.objects.filter(state=AgentState.WRAP_UP, state_until__lte=now)
    ended = 0
    for pk, until in list(due.values_list("pk", "state_until")):
        with transaction.atomic():
            # It may have been extended meanwhile.
            if Agent.objects.filter(pk=pk, state_until__lte=now).exists():
                ended += _set_free(_lock(pk), {AgentState.WRAP_UP}, at=until or now)
    return ended


def _lock(pk: int) -> Agent:
    return Agent.objects.select_for_update(no_key=True).get(pk=pk)


def _set_free(agent: Agent, sources: set[AgentState], *, at: datetime) -> bool:
    """Go where the agent wanted to go after this call, else to available."""
    target = FREE
    if agent.pending_state:
        target = Target(AgentState(agent.pending_state), agent.pending_reason)
    return _move(agent, target, sources, at=at)


def _move(
    agent: Agent, target: Target, sources: set[AgentState], *, at: datetime
) -> bool:
    """Move a locked agent, if they are where the move begins."""
    if agent.state not in sources or not may_move(agent.state, target.state):
        return False
    _go(agent, target, at=at)
    return True


def _go(
    agent: Agent, target: Target, *, at: datetime, changed_by: User | None = None
) -> None:
    # What a late webhook tells cannot have begun before the state it follows.
    since = max(at, agent.state_since)
    changes: dict[str, Any] = {
        "state": target.state,
        "reason": target.reason,
        "activity": target.activity,
        "state_since": since,
        "state_until": target.until,
        "leg_id": target.leg_id,
    }
    if target.state not in (*ENGAGED, AgentState.WRAP_UP):
        changes |= {"pending_state": "", "pending_reason": ""}
    change(agent, **changes)
    AgentStateChange.objects.filter(agent=agent, ended_at__isnull=True).update(
        ended_at=since
    )
    insert(
        AgentStateChange(
            agent=agent,
            state=target.state,
            reason=target.reason,
            started_at=since,
            changed_by=changed_by,
        )
    )
    _announce(agent)


def _remember_choice(agent: Agent, target: Target) -> None:
    # Available is where the agent goes after a call anyway.
    is_default = target.state == AgentState.AVAILABLE
    Agent.objects.filter(pk=agent.pk).update(
        pending_state="" if is_default else target.state,
        pending_reason="" if is_default else target.reason,
    )
    _announce(agent)


def _announce(agent: Agent) -> None:
    announce(topics.agents(), topics.agent(agent.pk), topics.user(agent.user_id))
