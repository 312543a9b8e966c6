"""What a decision is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from queues.routing.skills import SkillStep
from queues.states import IdleSince, Strategy


@dataclass(frozen=True)
class Policy:
    """How a queue gives its callers out."""

    queue_name: str
    strategy: Strategy = Strategy.LONGEST_IDLE
    idle_since: IdleSince = IdleSince.AVAILABLE
    # How many agents ring for one caller when several do.
    ring_several: int = 2
    steps: tuple[SkillStep, ...] = ()

    @property
    def most_at_once(self) -> int:
        return self.ring_several if self.strategy == Strategy.RING_SEVERAL else 1


@dataclass(frozen=True)
class Sticky:
    """The agent whom the caller talked with last, and until when they wait for them."""

    agent_pk: int
    agent_name: str
    until: datetime


@dataclass(frozen=True)
class WaitingFor:
    """The caller whom somebody is looked for."""

    entry_pk: int
    entered_at: datetime
    sticky: Sticky | None = None
    # How many offers there were, so that each turn of a random order is another one.
    offers: int = 0


@dataclass(frozen=True)
class Candidate:
    """An agent who is available now."""

    agent_pk: int
    name: str
    idle_since: datetime
    # Of this queue among the agent's own: 1 is a primary one, all others are overflow.
    place: int = 1
    # Of the agent in the queue's own order, 1 first.
    rank: int = 1
    # When this queue last offered them somebody; None for never.
    offered_at: datetime | None = None
    # Today, in all queues.
    calls: int = 0
    talked: timedelta = timedelta()
    # By the key of the skill, 1 to 5.
    skills: Mapping[int, int] = field(default_factory=dict)
    # Until when they are not asked again, and why; None when they may be asked.
    rests_until: datetime | None = None
    rests_because: str = ""


@dataclass(frozen=True)
class Colleague:
    """A member of the queue in any state, as far as it explains who can be had."""

    agent_pk: int
    name: str
    state: str
    # The end of wrap-up, where there is one.
    state_until: datetime | None = None
    skills: Mapping[int, int] = field(default_factory=dict)
    rests_until: datetime | None = None
