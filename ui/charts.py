"""The geometry of the small drawings: plain numbers in, plain numbers out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

# A wait becomes amber at this share of its limit, red at the limit.
NEAR = 0.7
# The axis of a pressure strip ends at this multiple of the limit.
REACH = 1.5
# A share becomes amber below its goal and red this many points below it.
SHARE_MARGIN = 10


def _zones() -> tuple[str, ...]:
    """Where amber starts and how wide it is, then the same of red, in per cent."""
    near, limit = 100 * NEAR / REACH, 100 / REACH
    return tuple(f"{place:.2f}" for place in (near, limit - near, limit, 100 - limit))


ZONES = _zones()


def level(value: float, near: float, limit: float) -> str:
    if value >= limit:
        return "bad"
    return "warn" if value >= near else "ok"


def share_level(share: float, goal: float) -> str:
    if share >= goal:
        return "ok"
    return "warn" if share >= goal - SHARE_MARGIN else "bad"


def polyline(points: Sequence[float], width: int, height: int) -> str:
    """Scale points into a box, as the value of an SVG points attribute."""
    if len(points) < 2:
        return ""
    low, high = min(points), max(points)
    span = (high - low) or 1
    step = width / (len(points) - 1)
    return " ".join(
        f"{index * step:.1f},{height - 2 - (point - low) / span * (height - 4):.1f}"
        for index, point in enumerate(points)
    )


@dataclass(frozen=True)
class Bar:
    """One interval of a bar chart; places and sizes in per cent of the drawing."""

    x: str
    width: str
    # From the ground up: where each part begins, how high it is, and which it is.
    parts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Bars:
    """Bars of stacked parts, by the name of the part, over a common scale."""

    series: Mapping[str, Sequence[float]]

    @property
    def top(self) -> int:
        """The end of the scale: a round number that no bar exceeds."""
        highest = max((sum(values) for values in self._columns()), default=0)
        steps = (2, 4, 10, 20, 40, 100, 200, 400, 1000)
        return next((step for step in steps if step >= highest), round(highest))

    def bars(self) -> Iterator[Bar]:
        columns = self._columns()
        room = 100 / max(1, len(columns))
        for number, values in enumerate(columns):
            x, width = number * room + room * 0.15, room * 0.7
            yield Bar(f"{x:.2f}", f"{width:.2f}", tuple(self._parts(values)))

    def _columns(self) -> list[tuple[float, ...]]:
        return list(zip(*self.series.values(), strict=True))

    def _parts(self, values: Sequence[float]) -> Iterator[tuple[str, str, str]]:
        ground = 100.0
        for name, value in zip(self.series, values, strict=True):
            height = 100 * value / self.top
            ground -= height
            if value:
                yield f"{ground:.2f}", f"{height:.2f}", name


@dataclass(frozen=True)
class Pressure:
    """The waits of one queue, drawn against its target in seconds."""

    entered_at: tuple[datetime, ...]
    target: float
    now: datetime

    def waits(self) -> list[float]:
        return [(self.now - entered).total_seconds() for entered in self.entered_at]

    def ticks(self) -> Iterator[tuple[str, str, str]]:
        """Yield the start of each wait, its level, and its place in per cent."""
        for entered, wait in zip(self.entered_at, self.waits(), strict=True):
            share = min(1.0, max(0.0, wait / (self.target * REACH)))
            color = level(wait, self.target * NEAR, self.target)
            yield entered.isoformat(), color, f"{share * 98:.2f}"

    def words(self, clock: Callable[[float], str]) -> str:
        waits = self.waits()
        late = sum(wait >= self.target for wait in waits)
        if not waits:
            return "Nobody waits"
        return f"{len(waits)} waiting, {late} longer than {clock(self.target)}"
