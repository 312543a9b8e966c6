"""What callers of a queue need, as it is set."""

from typing import NamedTuple

from agents.models import Skill


class Need(NamedTuple):
    """From this wait on, this level of a skill; 0 for not needed any more."""

    skill: Skill
    level: int
    after_secs: int
