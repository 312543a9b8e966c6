"""Why a caller still waits, in one sentence that is true at this moment.

Counts and names are those of the members of the queue; what ticks (the end of a wrap-up,
of a rest, of the wait for one agent) is given as a moment beside the words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.states import ABSENT, AgentState
from queues.routing.skills import (
    SkillStep,
    in_words,
    lacking,
    needed_at,
    next_relaxation_at,
)
from queues.routing.values import Colleague, Policy, Sticky
from queues.states import Mode

# What members do who could be had otherwise, in the order in which it is told.
DOING = {
    AgentState.ON_CALL: "talking",
    AgentState.RESERVED: "ringing",
    AgentState.WRAP_UP: "in wrap-up",
    AgentState.NOT_READY: "not ready",
    AgentState.NOT_RESPONDING: "not responding",
}
# Up to so many are named.
FEW = 2


@dataclass(frozen=True)
class Why:
    words: str
    # When that is over by time alone, and what then happens; None when nobody knows.
    until: datetime | None = None
    until_words: str = ""


def why_waiting(
    policy: Policy,
    mode: Mode,
    members: Sequence[Colleague],
    *,
    entered_at: datetime,
    sticky: Sticky | None = None,
    ahead: int = 0,
    now: datetime,
) -> Why:
    """Say why nobody has this caller; `ahead` are those who wait before them."""
    here = [one for one in members if one.state not in ABSENT]
    if not members:
        return Why("Nobody is in this queue.")
    if not here:
        return Why("Nobody signed in.")
    waited = now - entered_at
    needed = needed_at(policy.steps, waited)
    able = [one for one in here if not lacking(one.skills, policy.steps, waited)]
    if not able:
        return _nobody_able(policy, needed, entered_at, now=now)
    if sticky and now < sticky.until and _is_here(sticky, here):
        words = f"Waits for {sticky.agent_name}, whom the caller talked with last."
        return Why(words, sticky.until, "anybody in")
    free = [one for one in able if one.state == AgentState.AVAILABLE]
    if not free:
        return _all_busy(able, needed)
    return _some_free(free, mode, ahead, now=now)


def _is_here(sticky: Sticky, here: Sequence[Colleague]) -> bool:
    return any(one.agent_pk == sticky.agent_pk for one in here)


def _nobody_able(
    policy: Policy, needed: Sequence[SkillStep], entered_at: datetime, *, now: datetime
) -> Why:
    words = f"Nobody signed in has {in_words(needed)}."
    relaxes_at = next_relaxation_at(policy.steps, entered_at, now)
    if relaxes_at is None:
        return Why(words)
    less = needed_at(policy.steps, relaxes_at - entered_at)
    return Why(words, relaxes_at, f"{in_words(less) or 'anybody'} is enough in")


def _all_busy(able: Sequence[Colleague], needed: Sequence[SkillStep]) -> Why:
    doing = Counter(AgentState(one.state) for one in able)
    told = [(state, word) for state, word in DOING.items() if doing[state]]
    skills = f" with {in_words(needed)}" if needed else ""
    agents = "1 agent" if len(able) == 1 else f"{len(able)} agents"
    if len(told) == 1:
        some = {1: "", 2: "both "}.get(len(able), "all ")
        words = f"{agents}{skills}, {some}{told[0][1]}"
    else:
        each = ", ".join(f"{doing[state]} {word}" for state, word in told)
        words = f"{agents}{skills}: {each}"
    ends = [one.state_until for one in able if one.state_until is not None]
    if not ends:
        return Why(f"{words}.")
    return Why(f"{words};", min(ends), "next wrap-up ends")


def _some_free(
    free: Sequence[Colleague], mode: Mode, ahead: int, *, now: datetime
) -> Why:
    names = ", ".join(one.name for one in free)
    who = names if len(free) <= FEW else f"{len(free)} agents"
    if mode == Mode.PULL:
        have = "has" if len(free) == 1 else "have"
        return Why(f"Agents pick here: {who} {have} not picked this caller yet.")
    rests = [
        one.rests_until for one in free if one.rests_until and one.rests_until > now
    ]
    if len(rests) == len(free):
        was = "was" if len(free) == 1 else "were"
        return Why(f"{who} {was} asked a moment ago;", min(rests), "again in")
    if ahead:
        return Why(f"{ahead} before them, {len(free)} available.")
    return Why("Is being offered.")
