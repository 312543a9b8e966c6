"""What becomes true of people who take calls, for those above who react to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leaving:
    """Somebody signs out, or gets in no more: an agent or whoever else."""

    user_pk: int
    # Who wants it; None where nobody asked for it.
    by_pk: int | None = None
    # All their sessions are to end, after the call of an agent who is on one.
    signs_out: bool = False


@dataclass(frozen=True)
class LeftForGood:
    """Somebody who was to be signed out has nothing to finish any more."""

    user_pk: int


@dataclass(frozen=True)
class AgentFree:
    """An agent has become available."""

    agent_pk: int
