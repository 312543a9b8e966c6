"""Whether a call counts for a number, and why: the same rules as the counts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import TextChoices

from queues.counting import Definition, definition_at
from queues.metrics import Counts
from queues.states import EntryState, Formula
from text.lengths import clock


class Metric(TextChoices):
    """The numbers of a report that can be opened."""

    LEVEL = "level", "Service level"
    OFFERED = "offered", "Offered"
    ABANDONED = "abandoned", "Abandoned"
    WAIT = "wait", "Average wait"


MEANINGS = {
    Metric.LEVEL: (
        "Of the calls that count, the share that was answered within the threshold. "
        "What becomes of those who gave up or were sent on is said below for each call."
    ),
    Metric.OFFERED: "Everybody who was in the queue and is no longer: answered, gave up, "
    "or was sent on.",
    Metric.ABANDONED: "Who gave up while waiting, of all who were offered. Who hung up "
    "at once had misdialled and is left out.",
    Metric.WAIT: "The time from entering the queue until an agent was connected, "
    "ringing included, of those who were answered.",
}


class Stay(Protocol):
    """What a verdict looks at."""

    state: str
    left_at: datetime | None
    waited_ms: int | None


@dataclass(frozen=True)
class Counted:
    """`kind` is met, missed or left_out."""

    kind: str
    because: str


def verdict_of(
    metric: Metric, stay: Stay, definitions: Sequence[Definition]
) -> Counted:
    """Return what a stay that is over counts as."""
    assert stay.left_at is not None  # noqa: S101 - only what is over is counted
    meant = definition_at(definitions, stay.left_at)
    wait_ms = stay.waited_ms or 0
    wait = clock(wait_ms / 1000)
    is_in_time = wait_ms <= meant.threshold_secs * 1000
    if stay.state == EntryState.FLOWED_OUT:
        left_out = metric == Metric.LEVEL
        return Counted("left_out" if left_out else "met", f"Sent on after {wait}")
    if stay.state == EntryState.ANSWERED:
        if metric != Metric.LEVEL:
            return Counted("met", f"Answered after {wait}")
        kind, word = ("met", "In time") if is_in_time else ("missed", "Late")
        return Counted(kind, f"{word}, {wait}")
    is_short = wait_ms <= meant.short_secs * 1000
    if metric == Metric.LEVEL:
        return Counted(
            _given_up(meant.formula, is_in_time, is_short), f"Gave up, {wait}"
        )
    if metric == Metric.ABANDONED and is_short:
        return Counted("left_out", f"Misdialled, gone after {wait}")
    kind = "missed" if metric == Metric.ABANDONED else "met"
    return Counted(kind, f"Gave up, {wait}")


def _given_up(formula: Formula, is_in_time: bool, is_short: bool) -> str:
    if formula == Formula.ANSWERED:
        return "left_out"
    if formula == Formula.SHORT_IGNORED:
        return "left_out" if is_short else "missed"
    if is_in_time and formula == Formula.EARLY_IGNORED:
        return "left_out"
    return "met" if is_in_time and formula == Formula.EARLY_MET else "missed"


@dataclass(frozen=True)
class Sum:
    """A number as it is worked out: `part` of `whole`."""

    part: str
    whole: str


def sum_of(metric: Metric, counts: Counts) -> Sum:
    """Return the formula of a number with the figures put in."""
    if metric == Metric.LEVEL:
        return Sum(f"{counts.level_met} in time", f"{counts.level_of} that count")
    if metric == Metric.ABANDONED:
        return Sum(f"{counts.gave_up} gave up", f"{counts.offered} offered")
    if metric == Metric.WAIT:
        waited = clock(counts.answered_wait_ms / 1000)
        return Sum(f"{waited} waited", f"{counts.answered} answered")
    parts = (
        f"{counts.answered} answered + {counts.abandoned} gave up + "
        f"{counts.flowed_out} sent on"
    )
    return Sum(parts, "")
