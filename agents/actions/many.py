"""One command of a supervisor for several agents, and what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from agents.actions.choosing import choose_state, finish_wrap_up
from agents.actions.leaving import leave
from agents.models import Agent
from agents.states import AgentState
from live.refusals import Refused

FINISH_WRAP_UP = "finish_wrap_up"
SIGN_OUT = "sign_out"


@dataclass(frozen=True)
class Wish:
    """A state with its reason, or one of the deeds above as `state`."""

    state: str
    reason: str = ""


@dataclass(frozen=True)
class Fate:
    """What became of one agent, as a sentence."""

    name: str
    sentence: str
    is_done: bool


def do_for_many(
    agents: Iterable[Agent], wish: Wish, *, by: User, now: datetime
) -> list[Fate]:
    """Do the same for each; what is refused for one is done for the others."""
    return [_fate_of(agent, wish, by=by, now=now) for agent in agents]


def _fate_of(agent: Agent, wish: Wish, *, by: User, now: datetime) -> Fate:
    try:
        _do(agent, wish, by=by, now=now)
    except Refused as refusal:
        return Fate(agent.name, refusal.sentence, is_done=False)
    agent.refresh_from_db()
    is_last = wish.state == SIGN_OUT and agent.state == AgentState.OFFLINE
    sentence = "Signed out." if is_last else where_they_are(agent)
    return Fate(agent.name, sentence, is_done=True)


def _do(agent: Agent, wish: Wish, *, by: User, now: datetime) -> None:
    if wish.state == FINISH_WRAP_UP:
        finish_wrap_up(agent.pk, by=by, now=now)
    elif wish.state == SIGN_OUT:
        leave(agent.user, by=by, signs_out=True, now=now)
    else:
        choose_state(agent.pk, wish.state, wish.reason, chosen_by=by, now=now)


def where_they_are(agent: Agent) -> str:
    """Say an agent's state, and what waits for the end of a call or for their return."""
    state = agent.reason or AgentState(agent.state).label
    if not agent.pending_state:
        return f"{state}."
    waits = agent.pending_reason or AgentState(agent.pending_state).label
    is_gone = agent.state == AgentState.DISCONNECTED
    return f"{state}; {waits} {'when they are back' if is_gone else 'after this call'}."
