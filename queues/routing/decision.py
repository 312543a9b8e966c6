"""Whom a waiting caller is offered to, who else was looked at, and why not them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from queues.routing.skills import in_words, lacking, needed_at, next_relaxation_at
from queues.routing.strategies import RULE_WORDS, in_order, standing_words
from queues.routing.values import Candidate, Policy, WaitingFor
from queues.states import Strategy
from text.lengths import clock


class Verdict(StrEnum):
    CHOSEN = "chosen"
    # Comes later in the order of the queue.
    LATER = "later"
    # Is not good enough at what the caller needs.
    SKILL = "skill"
    # Was asked, or could not be reached, a moment ago.
    RESTS = "rests"
    # The caller waits for somebody else.
    KEPT = "kept"


@dataclass(frozen=True)
class Considered:
    agent_pk: int
    name: str
    verdict: Verdict
    words: str


@dataclass(frozen=True)
class Choice:
    """`chosen` is empty when nobody can be asked now; the reasons say why, either way."""

    chosen: tuple[Candidate, ...]
    considered: tuple[Considered, ...]
    reasons: tuple[str, ...]
    # When the decision may turn out otherwise because of time alone; None for never.
    again_at: datetime | None = field(default=None, compare=False)


def choose_agents(
    caller: WaitingFor,
    policy: Policy,
    candidates: Sequence[Candidate],
    *,
    room: int = 1,
    now: datetime,
) -> Choice:
    """Choose whom to ask for a caller, at most `room` of those who are available.

    Who rests or lacks a skill is left out. The agent of a sticky caller goes first, and
    until the limit the caller waits for them alone. Of the others those go first whose
    primary queue it is, in the order of the queue's strategy.
    """
    waited = now - caller.entered_at
    left_out = [_left_out(one, policy, waited, now=now) for one in candidates]
    able = [one for one, out in zip(candidates, left_out, strict=True) if out is None]
    known = [out for out in left_out if out is not None]
    sticky = caller.sticky
    wanted = [one for one in able if sticky and one.agent_pk == sticky.agent_pk]
    if sticky and not wanted and now < sticky.until:
        kept = [_kept(one, sticky.agent_name) for one in able]
        reason = f"Waits for {sticky.agent_name}, whom the caller talked with last."
        return Choice((), (*kept, *known), (reason,), sticky.until)
    ordered = in_order(able, policy, caller)
    if wanted:
        ordered = [*wanted, *(one for one in ordered if one not in wanted)]
    chosen = tuple(ordered[: min(len(wanted) or room, room)])
    told = [
        _told(one, policy, caller, is_chosen=one in chosen, now=now) for one in ordered
    ]
    if not chosen:
        again_at = _again_at(caller, policy, candidates, now=now)
        return Choice((), tuple(known), (_nobody(known),), again_at)
    reasons = _reasons(chosen, ordered, policy, caller, is_sticky=bool(wanted), now=now)
    return Choice(chosen, (*told, *known), reasons)


def _left_out(
    one: Candidate, policy: Policy, waited: timedelta, *, now: datetime
) -> Considered | None:
    """Return why an agent cannot be asked, None when they can."""
    if one.rests_until is not None and one.rests_until > now:
        wait = clock(one.rests_until - now)
        words = f"{one.rests_because}; asked again in {wait}"
        return Considered(one.agent_pk, one.name, Verdict.RESTS, words)
    missing = lacking(one.skills, policy.steps, waited)
    if missing:
        has = (f"{step.skill} {one.skills.get(step.skill_pk, 0)}" for step in missing)
        words = f"has {', '.join(has)}; {in_words(missing)} is needed"
        return Considered(one.agent_pk, one.name, Verdict.SKILL, words)
    return None


def _kept(one: Candidate, sticky_name: str) -> Considered:
    words = f"the caller waits for {sticky_name}"
    return Considered(one.agent_pk, one.name, Verdict.KEPT, words)


def _told(
    one: Candidate,
    policy: Policy,
    caller: WaitingFor,
    *,
    is_chosen: bool,
    now: datetime,
) -> Considered:
    words = standing_words(one, policy, caller, now=now)
    if one.place > 1:
        words = f"{words}; overflow, it is their queue number {one.place}"
    verdict = Verdict.CHOSEN if is_chosen else Verdict.LATER
    return Considered(one.agent_pk, one.name, verdict, words)


def _reasons(
    chosen: Sequence[Candidate],
    ordered: Sequence[Candidate],
    policy: Policy,
    caller: WaitingFor,
    *,
    is_sticky: bool,
    now: datetime,
) -> tuple[str, ...]:
    first = chosen[0]
    needed = needed_at(policy.steps, now - caller.entered_at)
    needs = (f"Needed: {in_words(needed)}.",) if needed else ()
    if is_sticky:
        return (f"{first.name} talked with this caller last.", *needs)
    if len(ordered) == 1:
        return (f"{first.name} was the only one who could be asked.", *needs)
    if len(chosen) > 1:
        names = ", ".join(one.name for one in chosen)
        return (f"{len(chosen)} of {len(ordered)} ring at once: {names}.", *needs)
    # Only among those who share the first place does the strategy decide.
    peers = [one for one in ordered if one.place == first.place]
    later = len(ordered) - len(peers)
    overflow = (f"{later} more take this queue as overflow.",) if later else ()
    if len(peers) == 1:
        return (f"{first.name} is the only one whose queue this is.", *overflow, *needs)
    rule = RULE_WORDS[Strategy(policy.strategy)]
    words = standing_words(first, policy, caller, now=now)
    of = f"Of {len(peers)} who could be asked, {first.name} {rule}: {words}."
    return (of, *overflow, *needs)


def _nobody(known: Sequence[Considered]) -> str:
    if not known:
        return "Nobody was available."
    return "Nobody who was available could be asked."


def _again_at(
    caller: WaitingFor,
    policy: Policy,
    candidates: Sequence[Candidate],
    *,
    now: datetime,
) -> datetime | None:
    rests = [one.rests_until for one in candidates if one.rests_until]
    relaxes = next_relaxation_at(policy.steps, caller.entered_at, now)
    moments = [*rests, relaxes] if relaxes and candidates else rests
    return min((at for at in moments if at > now), default=None)
