"""Agent states, the moves between them that are legal, and who counts as there."""

from datetime import datetime, timedelta

from django.db.models import TextChoices


class AgentState(TextChoices):
    OFFLINE = "offline", "Offline"
    AVAILABLE = "available", "Available"
    RESERVED = "reserved", "Ringing"
    ON_CALL = "on_call", "On call"
    WRAP_UP = "wrap_up", "Wrap-up"
    NOT_READY = "not_ready", "Not ready"
    NOT_RESPONDING = "not_responding", "Not responding"
    DISCONNECTED = "disconnected", "Disconnected"


class WrapUp(TextChoices):
    """When the wrap-up of a call begins and ends, beside the agent's own *Done*."""

    MANDATORY = "mandatory", "Until the agent is done"
    TIMED = "timed", "For a time"
    DISCRETIONARY = "discretionary", "When the agent asks for it"
    NONE = "none", "No wrap-up"


# In these an agent cannot do without it, so an outcome can be required.
OBLIGATORY = (WrapUp.MANDATORY, WrapUp.TIMED)


def is_open_ended(mode: str, *, wants_wrap_up: bool) -> bool:
    """Whether a wrap-up lasts until somebody ends it."""
    is_theirs = mode == WrapUp.DISCRETIONARY and wants_wrap_up
    return mode == WrapUp.MANDATORY or is_theirs


class ReasonIcon(TextChoices):
    """What is drawn beside a reason for not being ready: names of Lucide's icons."""

    COFFEE = "coffee", "Cup"
    UTENSILS = "utensils", "Knife and fork"
    SCHOOL = "graduation-cap", "Mortarboard"
    PAPERS = "file-text", "Paper"
    PEOPLE = "users", "People"
    TOOLS = "wrench", "Wrench"
    CALENDAR = "calendar", "Calendar"
    CLOCK = "clock", "Clock"
    HOUSE = "house", "House"
    HEART = "heart-pulse", "Heart"


class PhoneTrouble(TextChoices):
    """Why the telephone in somebody's browser cannot ring; the label is a reason."""

    UNREGISTERED = "unregistered", "Phone not connected"
    MICROPHONE = "microphone", "No microphone"


WHY_NO_PHONE = {
    PhoneTrouble.UNREGISTERED: "Your phone is not connected yet.",
    PhoneTrouble.MICROPHONE: "Your phone has no microphone: let this page use one.",
}

# What the agent may choose by hand; the rest follows from calls.
CHOOSABLE = (AgentState.AVAILABLE, AgentState.NOT_READY, AgentState.OFFLINE)
# A choice made while in one of these waits until the agent is free again.
ENGAGED = (AgentState.RESERVED, AgentState.ON_CALL)

# Not on duty: left, or gone without a word.
ABSENT = (AgentState.OFFLINE, AgentState.DISCONNECTED)

# Where an agent is while no call holds them, and somebody is there.
RESTING = (
    AgentState.OFFLINE,
    AgentState.AVAILABLE,
    AgentState.NOT_READY,
    AgentState.NOT_RESPONDING,
)

# On call or not responding from available: a late webhook can prove that an agent whose
# offer was given up is talking after all, or had not answered it.
MOVES = {
    AgentState.OFFLINE: {AgentState.AVAILABLE, AgentState.NOT_READY},
    AgentState.DISCONNECTED: {
        AgentState.ON_CALL,
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.NOT_RESPONDING,
        AgentState.OFFLINE,
    },
    AgentState.AVAILABLE: {
        AgentState.RESERVED,
        AgentState.ON_CALL,
        AgentState.NOT_RESPONDING,
        AgentState.NOT_READY,
        AgentState.DISCONNECTED,
        AgentState.OFFLINE,
    },
    AgentState.RESERVED: {
        AgentState.ON_CALL,
        AgentState.NOT_RESPONDING,
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.DISCONNECTED,
        AgentState.OFFLINE,
    },
    AgentState.ON_CALL: {
        AgentState.WRAP_UP,
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.DISCONNECTED,
        AgentState.OFFLINE,
    },
    AgentState.WRAP_UP: {
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.DISCONNECTED,
        AgentState.OFFLINE,
    },
    # Not ready to not ready is another reason.
    AgentState.NOT_READY: {
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.DISCONNECTED,
        AgentState.OFFLINE,
    },
    AgentState.NOT_RESPONDING: {
        AgentState.ON_CALL,
        AgentState.AVAILABLE,
        AgentState.NOT_READY,
        AgentState.DISCONNECTED,
        AgentState.OFFLINE,
    },
}


def may_move(old: str, new: str) -> bool:
    return AgentState(new) in MOVES[AgentState(old)]


def can_be_missed(
    watched_since: datetime | None, *, gone_after: timedelta, now: datetime
) -> bool:
    """Whether somebody who was not seen for so long is known to be gone.

    Only while some web process looked all the while: after a start everybody gets the
    time to connect again. `watched_since` is None while none looks.
    """
    return watched_since is not None and watched_since <= now - gone_after


def may_be_offered(state: str, *, is_present: bool) -> bool:
    """Whether an agent may be offered a call.

    Stricter than being Available: who was not seen lately is rung by nobody, also while
    nobody could have seen them.
    """
    return is_present and state == AgentState.AVAILABLE
