"""What calls that left a queue count as, by the definition that held when they left. Pure.

An interval is 15 minutes of UTC: every time zone of today begins its hours on one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from queues.metrics import Counts, add, histogram, leveled
from queues.states import EntryState, Formula

INTERVAL = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Definition:
    """What service level means for a queue from `holds_from` on."""

    holds_from: datetime
    threshold_secs: int
    short_secs: int
    formula: Formula = Formula.EARLY_IGNORED
    goal: int = 80


@dataclass(frozen=True)
class Left:
    """A stay that is over."""

    left_at: datetime
    state: str
    waited_ms: int


def interval_of(moment: datetime) -> datetime:
    """Return the beginning of the interval in which a moment lies."""
    return moment - (moment - _EPOCH) % INTERVAL


def first_interval_from(moment: datetime) -> datetime:
    """Return the beginning of the first interval that lies wholly after a moment."""
    begun = interval_of(moment)
    return begun if begun == moment else begun + INTERVAL


def definition_at(definitions: Sequence[Definition], moment: datetime) -> Definition:
    """Return what held at a moment; the first of these before any did."""
    after = bisect_right([one.holds_from for one in definitions], moment)
    return definitions[max(0, after - 1)]


def count(stays: Iterable[Left], definitions: Sequence[Definition]) -> Counts:
    """Count stays, each by what held when it ended; `definitions` in order of time."""
    by_definition: dict[Definition, list[Left]] = {}
    for stay in stays:
        key = definition_at(definitions, stay.left_at)
        by_definition.setdefault(key, []).append(stay)
    return add(_counted(some, one) for one, some in by_definition.items())


def _counted(stays: Sequence[Left], definition: Definition) -> Counts:
    answered = [one.waited_ms for one in stays if one.state == EntryState.ANSWERED]
    given_up = [one.waited_ms for one in stays if one.state == EntryState.ABANDONED]
    threshold_ms = definition.threshold_secs * 1000
    short_ms = definition.short_secs * 1000
    counts = Counts(
        answered=len(answered),
        answered_in_threshold=sum(wait <= threshold_ms for wait in answered),
        answered_wait_ms=sum(answered),
        abandoned=len(given_up),
        abandoned_in_threshold=sum(wait <= threshold_ms for wait in given_up),
        abandoned_short=sum(wait <= short_ms for wait in given_up),
        abandoned_wait_ms=sum(given_up),
        flowed_out=sum(one.state == EntryState.FLOWED_OUT for one in stays),
        longest_wait_ms=max((one.waited_ms for one in stays), default=0),
        answered_waits=histogram(answered),
        abandoned_waits=histogram(given_up),
    )
    return leveled(counts, definition.formula)
