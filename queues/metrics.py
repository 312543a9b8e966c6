"""The numbers on the board and in reports, from counts: the same code live and past.

Counts add up over queues and intervals; formulas are applied to the sum, so that a
percentage is never averaged. Without a call there is no number: None, printed as a dash.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Counts:
    """Calls that left a queue in some interval; times in milliseconds.

    `threshold` is the queue's service level threshold, `short` its limit for a caller
    who had misdialled.
    """

    answered: int = 0
    answered_in_threshold: int = 0
    answered_wait_ms: int = 0
    abandoned: int = 0
    abandoned_in_threshold: int = 0
    abandoned_short: int = 0
    flowed_out: int = 0

    @property
    def gave_up(self) -> int:
        """Who is called abandoned, everywhere: whoever gave up and had not misdialled."""
        return self.abandoned - self.abandoned_short

    @property
    def offered(self) -> int:
        return self.answered + self.abandoned + self.flowed_out


def add(counts: Iterable[Counts]) -> Counts:
    known = list(counts)
    return Counts(
        **{
            field.name: sum(getattr(one, field.name) for one in known)
            for field in fields(Counts)
        }
    )


def service_level(counts: Counts) -> float | None:
    """Return the share answered within the threshold, in per cent.

    Who gave up within the threshold could not have been answered in time and does not
    count; who gave up later counts as missed: answered ≤ T / (answered + abandoned > T).
    """
    abandoned_late = counts.abandoned - counts.abandoned_in_threshold
    return _percent(counts.answered_in_threshold, counts.answered + abandoned_late)


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
