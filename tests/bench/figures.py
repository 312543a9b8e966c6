"""What a measurement says, and how it is printed and kept.

Every figure stands beside a baseline measured in the same run, since figures of two
machines, or of one machine on two days, cannot be compared; their ratios can.
"""

import json
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill

import psutil

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN = "<!-- figures: written by make bench ARGS=--write -->"
END = "<!-- end of figures -->"
HEADER = "| measurement | value | baseline | ratio | aim |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Figure:
    """One measured value. `is_reached` is None where no aim is set."""

    name: str
    value: float
    unit: str
    baseline_name: str
    baseline: float
    aim: str = ""
    is_reached: bool | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.baseline if self.baseline else 0.0

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "ratio": round(self.ratio, 3)})

    def as_row(self) -> str:
        verdict = {None: "", True: " ✓", False: " ✗"}[self.is_reached]
        return (
            f"| {self.name} | {shown(self.value)} {self.unit} "
            f"| {self.baseline_name}: {shown(self.baseline)} {self.unit} "
            f"| {self.ratio:.2f} | {self.aim}{verdict} |"
        )


def shown(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of them lie; 0.0 of none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def machine() -> str:
    """The machine in one sentence, with the load that others put on it."""
    memory = psutil.virtual_memory().total / (1 << 30)
    busy = psutil.getloadavg()[0]
    return (
        f"{psutil.cpu_count()} cores ({processor()}), {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; load average at the start {busy:.1f}."
    )


def processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def table(figures: Iterable[Figure]) -> str:
    return "\n".join([HEADER, *(figure.as_row() for figure in figures)])


def write_page(figures: Iterable[Figure], described: str) -> None:
    """Put the rows into docs/performance.md, in the place of rows of the same name."""
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    kept, after = rest.split(END)
    rows = {
        name_of(line): line
        for line in kept.splitlines()
        if line.startswith("| ") and line not in HEADER
    }
    rows |= {figure.name: figure.as_row() for figure in figures}
    day = datetime.now(UTC).date().isoformat()
    parts = [
        BEGIN,
        fill(f"Last written on {day}: {described}", 120, break_on_hyphens=False),
        "\n".join([HEADER, *rows.values()]),
    ]
    made = "\n\n".join([*parts, END])
    PAGE.write_text(f"{before}{made}{after}")


def name_of(row: str) -> str:
    return row.split("|")[1].strip()
