"""The chart of a report: bars of calls, and the line of the service level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reports.figures import Line
from ui.charts import Bars


class Point(NamedTuple):
    """A service level over the middle of its bar, in per cent of the drawing."""

    x: str
    y: str
    grade: str


@dataclass(frozen=True)
class Drawing:
    rows: Sequence[Line]
    # Labels that fit beside each other.
    most_labels: int = 12

    @property
    def bars(self) -> Bars:
        return Bars(
            {
                "answered": [line.counts.answered for line in self.rows],
                "abandoned": [line.counts.gave_up for line in self.rows],
                "flowed-out": [
                    line.counts.flowed_out + line.counts.abandoned_short
                    for line in self.rows
                ],
            }
        )

    @property
    def goal_y(self) -> str | None:
        """How far down the goal lies, in per cent; None without a common one."""
        goal = self.rows[0].goal if self.rows else None
        return None if goal is None else f"{100 - goal:.2f}"

    @property
    def points(self) -> list[Point]:
        room = 100 / max(1, len(self.rows))
        return [
            Point(f"{(number + 0.5) * room:.2f}", f"{100 - line.level:.2f}", line.grade)
            for number, line in enumerate(self.rows)
            if line.level is not None
        ]

    @property
    def segments(self) -> Iterator[tuple[Point, Point]]:
        """The pieces of the line."""
        yield from zip(self.points, self.points[1:], strict=False)

    @property
    def labels(self) -> list[str]:
        """The beginning of each step, or nothing where there is no room for it."""
        every = -(-len(self.rows) // self.most_labels) or 1
        return [
            line.label if number % every == 0 else ""
            for number, line in enumerate(self.rows)
        ]
