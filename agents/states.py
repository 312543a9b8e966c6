"""Agent states, and the moves between them that are legal."""

from django.db.models import TextChoices


class AgentState(TextChoices):
    OFFLINE = "offline", "Offline"
    AVAILABLE = "available", "Available"
    RESERVED = "reserved", "Ringing"
    ON_CALL = "on_call", "On call"
    WRAP_UP = "wrap_up", "Wrap-up"
    NOT_READY = "not_ready", "Not ready"
    NOT_RESPONDING = "not_responding", "Not responding"


# What the agent may choose by hand; the rest follows from calls.
CHOOSABLE = (AgentState.AVAILABLE, AgentState.NOT_READY, AgentState.OFFLINE)
# A choice made while in one of these waits until the agent is free again.
ENGAGED = (AgentState.RESERVED, AgentState.ON_CALL)

# On call or not responding from available: a late webhook can prove that an agent whose
# offer was given up is talking after all, or had not answered it.
MOVES = {
    AgentState.OFFLINE: {AgentState.AVAILABLE, AgentState.NOT_READY},
    AgentState.AVAILABLE: {
        AgentState.RESERVED,
        AgentState.ON_CALL,
        AgentState.NOT_RESPONDING,
        AgentState.NOT_READY,
        AgentState.OFFLINE,
    },
    AgentState.RESERVED: {
        AgentState.ON_CALL,
        AgentState.NOT_RESPONDING,
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.OFFLINE,
    },
    AgentState.ON_CALL: {
        AgentState.WRAP_UP,
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.OFFLINE,
    },
    AgentState.WRAP_UP: {
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.OFFLINE,
    },
    # Not ready to not ready is another reason.
    AgentState.NOT_READY: {
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.OFFLINE,
    },
    AgentState.NOT_RESPONDING: {
        AgentState.ON_CALL,
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.OFFLINE,
    },
}


def may_move(old: str, new: str) -> bool:
    return AgentState(new) in MOVES[AgentState(old)]
