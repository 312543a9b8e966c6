"""What a caller of a queue needs an agent to know, and how that relaxes with the wait.

The level that is needed of a skill only falls while the caller waits (the form of a queue
sees to it), so nobody who came later can be served by an agent who is not good enough
for the one before, of the same priority.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class SkillStep:
    """From this wait on, this level is needed; 0 means that it is not needed any more."""

    skill_pk: int
    skill: str
    level: int
    after: timedelta = timedelta()


def needed_at(steps: Iterable[SkillStep], waited: timedelta) -> tuple[SkillStep, ...]:
    """Return the step of each skill that counts after this wait, by name."""
    current: dict[int, SkillStep] = {}
    for step in sorted(steps, key=lambda one: one.after):
        if step.after <= max(waited, timedelta()):
            current[step.skill_pk] = step
    needed = [step for step in current.values() if step.level > 0]
    return tuple(sorted(needed, key=lambda one: (one.skill, one.skill_pk)))


def lacking(
    skills: Mapping[int, int], steps: Iterable[SkillStep], waited: timedelta
) -> tuple[SkillStep, ...]:
    """Return what is needed and an agent with these skills does not have."""
    needed = needed_at(steps, waited)
    return tuple(one for one in needed if skills.get(one.skill_pk, 0) < one.level)


def next_relaxation_at(
    steps: Iterable[SkillStep], entered_at: datetime, now: datetime
) -> datetime | None:
    """Return when less is needed than now; None when nothing relaxes any more."""
    moments = (entered_at + step.after for step in steps)
    return min((at for at in moments if at > now), default=None)


def in_words(steps: Iterable[SkillStep]) -> str:
    """Say what is needed, such as "German ≥ 3 and Billing ≥ 1"; empty for nothing."""
    return " and ".join(f"{one.skill} ≥ {one.level}" for one in steps)
