"""The figures of a report, from the counts of intervals. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from queues import metrics
from queues.metrics import Counts
from reports.periods import Step, step_of, steps_between
from ui import charts

NONE = Counts()
HOURS = range(24)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Line:
    """One step of a report, or the sum of all of them (`start` is None then)."""

    start: datetime | None
    label: str
    counts: Counts
    # In per cent; None when the queues have different ones.
    goal: int | None = None

    @property
    def level(self) -> float | None:
        return metrics.service_level(self.counts)

    @property
    def abandon_rate(self) -> float | None:
        return metrics.abandon_rate(self.counts)

    @property
    def wait_secs(self) -> float | None:
        wait = metrics.average_speed_of_answer(self.counts)
        return None if wait is None else wait.total_seconds()

    @property
    def longest_secs(self) -> float | None:
        return self.counts.longest_wait_ms / 1000 if self.counts.offered else None

    @property
    def most_waited_secs(self) -> int | None:
        """Nine of ten who were answered waited no longer than this."""
        return metrics.waited_at_most(self.counts.answered_waits, 0.9)

    @property
    def grade(self) -> str:
        """How the service level stands to the goal: ok, warn or bad."""
        if self.level is None or self.goal is None:
            return ""
        return charts.share_level(self.level, self.goal)


def lines(
    counts: Mapping[datetime, Counts], step: Step, zone: ZoneInfo, goal: int | None
) -> list[Line]:
    """Return a line for each step from the first that has calls to the last."""
    found: dict[datetime, list[Counts]] = {}
    for start, some in counts.items():
        if some.offered:
            found.setdefault(step_of(start, step, zone), []).append(some)
    if not found:
        return []
    return [
        Line(
            start, label_of(start, step, zone), metrics.add(found.get(start, ())), goal
        )
        for start in steps_between(min(found), max(found), step, zone)
    ]


def label_of(start: datetime, step: Step, zone: ZoneInfo) -> str:
    """Return the beginning of a step in words; an hour that comes twice says which."""
    local = start.astimezone(zone)
    if step == Step.MONTH:
        return f"{local:%b %Y}"
    if step == Step.DAY:
        return f"{local:%a} {local.day} {local:%b}"
    other = local.replace(fold=1 - local.fold)
    is_twice = other.utcoffset() != local.utcoffset()
    return f"{local:%H:%M} {local.tzname()}" if is_twice else f"{local:%H:%M}"


@dataclass(frozen=True)
class Cell:
    """One hour of a weekday, over some weeks."""

    hour: int
    line: Line
    # From 0, no calls, to 5, as many as the fullest hour.
    shade: int

    @property
    def words(self) -> str:
        offered = self.line.counts.offered
        if self.line.level is None:
            return f"{offered} offered"
        return f"{offered} offered, service level {self.line.level:.0f} %"


def week_by_hour(
    counts: Mapping[datetime, Counts], zone: ZoneInfo, goal: int | None
) -> list[tuple[str, list[Cell]]]:
    """Return the seven days with 24 cells each; nothing when there were no calls."""
    found: dict[tuple[int, int], list[Counts]] = {}
    for start, some in counts.items():
        local = start.astimezone(zone)
        found.setdefault((local.weekday(), local.hour), []).append(some)
    sums = {place: metrics.add(some) for place, some in found.items()}
    most = max((one.offered for one in sums.values()), default=0)
    if not most:
        return []
    return [
        (
            name,
            [_cell(hour, sums.get((number, hour), NONE), most, goal) for hour in HOURS],
        )
        for number, name in enumerate(WEEKDAYS)
    ]


def _cell(hour: int, counts: Counts, most: int, goal: int | None) -> Cell:
    shade = -(-5 * counts.offered // most)
    return Cell(hour, Line(None, f"{hour:02}:00", counts, goal), shade)


@dataclass(frozen=True)
class Change:
    """How a number moved against the period before."""

    words: str
    # ok, bad, or nothing where more is neither.
    grade: str


def compared(
    now: float | None, before: float | None, unit: str, *, more_is: str = ""
) -> Change | None:
    """Return the difference in words; None when one of both is not there.

    `unit` is "points", "calls" or "seconds"; `more_is` is ok, bad or nothing.
    """
    if now is None or before is None:
        return None
    difference = now - before
    size = f"{abs(difference):.1f}" if unit == "points" else f"{abs(difference):.0f}"
    if not float(size):
        return Change("as before", "")
    fewer = {"ok": "bad", "bad": "ok"}.get(more_is, "")
    direction = "more" if difference > 0 else "less"
    if unit == "calls" and difference < 0:
        direction = "fewer"
    word = unit.removesuffix("s") if float(size) == 1 else unit
    return Change(f"{size} {word} {direction}", more_is if difference > 0 else fewer)


@dataclass(frozen=True)
class Figures:
    """All that the page of a report shows."""

    total: Line
    before: Line
    lines: Sequence[Line]
    week: Sequence[tuple[str, list[Cell]]]

    @property
    def level_change(self) -> Change | None:
        return compared(self.total.level, self.before.level, "points", more_is="ok")

    @property
    def offered_change(self) -> Change | None:
        now, before = self.total.counts.offered, self.before.counts.offered
        return compared(now, before or None, "calls")

    @property
    def abandon_change(self) -> Change | None:
        now, before = self.total.abandon_rate, self.before.abandon_rate
        return compared(now, before, "points", more_is="bad")

    @property
    def wait_change(self) -> Change | None:
        now, before = self.total.wait_secs, self.before.wait_secs
        return compared(now, before, "seconds", more_is="bad")


def only(values: Iterable[int]) -> int | None:
    """Return the value that all share, None when they differ or there is none."""
    some = set(values)
    return some.pop() if len(some) == 1 else None
