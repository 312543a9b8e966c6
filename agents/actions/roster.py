"""Who is an agent: they come, are renamed, leave and come back; their history stays."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from agents.actions.choosing import choose_state
from agents.models import Agent, AgentStateChange
from agents.states import AgentState
from live import topics
from live.announce import announce


@transaction.atomic
def add_agent(user: User, name: str, *, now: datetime) -> Agent:
    """Make a person an agent, offline for now."""
    agent = Agent.objects.create(user=user, name=name, state_since=now)
    AgentStateChange.objects.create(agent=agent, state=agent.state, started_at=now)
    announce(*topics_of_agent(agent))
    return agent


def rename_agent(agent_pk: int, name: str) -> None:
    agent = Agent(pk=agent_pk, name=name)
    agent.save(update_fields=["name", "name_key"])
    announce(topics.agents(), topics.agent(agent_pk), topics.queues())


@transaction.atomic
def retire_agent(agent: Agent, *, by: User, now: datetime) -> None:
    """Take an agent off every list and set them offline, after the call they are on."""
    if agent.retired_at:
        return
    agent.retired_at = now
    agent.save(update_fields=["retired_at"])
    choose_state(agent.pk, AgentState.OFFLINE, chosen_by=by, now=now)
    announce(*topics_of_agent(agent), topics.queues())


@transaction.atomic
def restore_agent(agent: Agent) -> None:
    """Put an agent back on the lists; they stay offline until they choose otherwise."""
    if not agent.retired_at:
        return
    agent.retired_at = None
    agent.save(update_fields=["retired_at"])
    announce(*topics_of_agent(agent), topics.queues())


@transaction.atomic
def set_ringing(agent: Agent, auto_answers: bool, ring_secs: int | None) -> None:
    """Say how an agent's telephone rings for callers; None is as long as the queue says."""
    Agent.objects.filter(pk=agent.pk).update(
        auto_answers=auto_answers, ring_secs=ring_secs
    )
    announce(*topics_of_agent(agent))


def topics_of_agent(agent: Agent) -> tuple[str, ...]:
    return topics.agents(), topics.agent(agent.pk), topics.user(agent.user_id)
