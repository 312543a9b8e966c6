"""The numbers on the board and in reports, from counts: the same code live and past.

Counts add up over queues and intervals; formulas are applied to the sum, so that a
percentage is never averaged. Without a call there is no number: None, printed as a dash.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from queues.states import Formula

# The edges of the histogram of waits, in seconds; an edge belongs to the part below it,
# and the last part has no end.
WAIT_EDGES = (
    5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 3600,
)  # fmt: skip
NO_WAITS = (0,) * (len(WAIT_EDGES) + 1)


@dataclass(frozen=True)
class Counts:
    """Calls that left a queue in some interval; times in milliseconds.

    `threshold` is the queue's service level threshold, `short` its limit for a caller
    who had misdialled. `level_met` of `level_of` calls met the service level by the
    formula that held when they left. `waits` are the histograms of the waits: how many
    lasted up to each of WAIT_EDGES.
    """

    answered: int = 0
    answered_in_threshold: int = 0
    answered_wait_ms: int = 0
    abandoned: int = 0
    abandoned_in_threshold: int = 0
    abandoned_short: int = 0
    abandoned_wait_ms: int = 0
    flowed_out: int = 0
    level_met: int = 0
    level_of: int = 0
    longest_wait_ms: int = 0
    answered_waits: tuple[int, ...] = NO_WAITS
    abandoned_waits: tuple[int, ...] = NO_WAITS

    @property
    def gave_up(self) -> int:
        """Who is called abandoned, everywhere: whoever gave up and had not misdialled."""
        return self.abandoned - self.abandoned_short

    @property
    def offered(self) -> int:
        return self.answered + self.abandoned + self.flowed_out


# What does not add up over intervals by a sum of numbers.
_WAITS = ("answered_waits", "abandoned_waits")
SUMMED = tuple(
    field.name
    for field in fields(Counts)
    if field.name not in (*_WAITS, "longest_wait_ms")
)


def add(counts: Iterable[Counts]) -> Counts:
    known = list(counts)
    return Counts(
        **{name: sum(getattr(one, name) for one in known) for name in SUMMED},
        longest_wait_ms=max((one.longest_wait_ms for one in known), default=0),
        answered_waits=_summed([one.answered_waits for one in known]),
        abandoned_waits=_summed([one.abandoned_waits for one in known]),
    )


def _summed(histograms: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*histograms, strict=True))) or NO_WAITS


def leveled(counts: Counts, formula: Formula) -> Counts:
    """Return the counts with what a formula makes of them as service level."""
    given_up = counts.abandoned
    met, of = counts.answered_in_threshold, counts.answered + given_up
    if formula == Formula.EARLY_IGNORED:
        of -= counts.abandoned_in_threshold
    elif formula == Formula.EARLY_MET:
        met += counts.abandoned_in_threshold
    elif formula == Formula.ANSWERED:
        of = counts.answered
    elif formula == Formula.SHORT_IGNORED:
        of -= counts.abandoned_short
    return replace(counts, level_met=met, level_of=of)


def service_level(counts: Counts) -> float | None:
    """Return the share that met the service level, in per cent."""
    return _percent(counts.level_met, counts.level_of)


def histogram(waits_ms: Iterable[int]) -> tuple[int, ...]:
    """Return how many of these waits lasted up to each of WAIT_EDGES, and longer."""
    parts = list(NO_WAITS)
    for wait_ms in waits_ms:
        parts[bisect_left(WAIT_EDGES, wait_ms / 1000)] += 1
    return tuple(parts)


def waited_at_most(waits: Sequence[int], share: float) -> int | None:
    """Return the edge, in seconds, up to which this share of the waits lasted.

    None without waits, and where more than the rest waited beyond the last edge.
    """
    wanted, so_far = share * sum(waits), 0
    if not sum(waits):
        return None
    for edge, number in zip(WAIT_EDGES, waits, strict=False):
        so_far += number
        if so_far >= wanted:
            return edge
    return None


def abandon_rate(counts: Counts) -> float | None:
    """Return the share of `gave_up` in those offered, in per cent."""
    return _percent(counts.gave_up, counts.offered)


def average_speed_of_answer(counts: Counts) -> timedelta | None:
    """Return the mean wait of those who were answered, ringing included."""
    if not counts.answered:
        return None
    return timedelta(milliseconds=counts.answered_wait_ms / counts.answered)


def longest_wait(entered_at: Iterable[datetime], *, now: datetime) -> timedelta | None:
    first = min(entered_at, default=None)
    return None if first is None else max(now - first, timedelta())


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
