"""In which order available agents are asked.

An order by what is the same for two agents goes on by who has been idle for longer, and
at last by the key, so that the same facts always give the same order.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from queues.routing.values import Candidate, Policy, WaitingFor
from queues.states import IdleSince, Strategy
from text.lengths import clock

NEVER = datetime.min.replace(tzinfo=UTC)
SINCE_WORDS = {
    IdleSince.AVAILABLE: "since they became available",
    IdleSince.CALL: "since their last call ended",
    IdleSince.WRAP_UP: "since their last wrap-up ended",
}

Key = Callable[[Candidate], tuple[Any, ...]]


def in_order(
    candidates: Sequence[Candidate], policy: Policy, caller: WaitingFor
) -> list[Candidate]:
    """Return them, first to be asked first: whose primary queue this is goes before all
    others, then the strategy decides."""
    key = _key(policy.strategy, caller)
    return sorted(
        candidates,
        key=lambda one: (one.place, *key(one), one.idle_since, one.agent_pk),
    )


def _key(strategy: Strategy, caller: WaitingFor) -> Key:
    keys: dict[Strategy, Key] = {
        Strategy.ROUND_ROBIN: lambda one: (one.offered_at or NEVER, one.rank),
        Strategy.FEWEST_CALLS: lambda one: (one.calls,),
        Strategy.LEAST_TALK: lambda one: (one.talked,),
        Strategy.LINEAR: lambda one: (one.rank,),
        Strategy.RANDOM: lambda one: (_draw(seed_of(caller), one),),
    }
    return keys.get(strategy, lambda one: (one.idle_since,))


def seed_of(caller: WaitingFor) -> str:
    """Return what a random order is drawn with: the same for the same turn of a caller."""
    return f"{caller.entry_pk}.{caller.offers}"


def _draw(seed: str, candidate: Candidate) -> str:
    """Draw a lot for one agent, which is the same whoever else takes part."""
    return sha256(f"{seed}.{candidate.agent_pk}".encode()).hexdigest()


def standing_words(
    one: Candidate, policy: Policy, caller: WaitingFor, *, now: datetime
) -> str:
    """Say what an agent is compared by."""
    idle = clock(max(now - one.idle_since, timedelta()))
    words = {
        Strategy.ROUND_ROBIN: _asked_words(one, now),
        Strategy.FEWEST_CALLS: f"{one.calls} calls today",
        Strategy.LEAST_TALK: f"talked for {clock(one.talked)} today",
        Strategy.LINEAR: f"number {one.rank} of the queue's order",
        Strategy.RANDOM: f"lot {_draw(seed_of(caller), one)[:6]}",
    }
    usual = f"idle for {idle} {SINCE_WORDS[policy.idle_since]}"
    return words.get(policy.strategy, usual)


def _asked_words(one: Candidate, now: datetime) -> str:
    if one.offered_at is None:
        return "has not been asked by this queue yet"
    return f"asked by this queue {clock(max(now - one.offered_at, timedelta()))} ago"


RULE_WORDS = {
    Strategy.LONGEST_IDLE: "has been idle for longest",
    Strategy.ROUND_ROBIN: "is next in turn",
    Strategy.FEWEST_CALLS: "had the fewest calls today",
    Strategy.LEAST_TALK: "talked least today",
    Strategy.RING_SEVERAL: "has been idle for longest",
    Strategy.LINEAR: "comes first in the queue's order",
    Strategy.RANDOM: "drew the first lot",
}
