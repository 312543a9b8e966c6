"""The table of what was lost, as pytest prints it and as docs/reliability.md holds it."""

from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path

from tests.lost.outcome import Outcome

# The name of a test's property that carries its outcome to where the table is made.
OUTCOME = "lost"
PAGE = Path(__file__).resolve().parent.parent.parent / "docs/reliability.md"
BEGIN = "<!-- lost: begin, written by python -m tests.lost --write -->"
END = "<!-- lost: end -->"


def outcomes_of(told: Iterable[dict[str, object]]) -> list[Outcome]:
    known = {
        (str(one["journey"]), str(one["lost"])): Outcome(**one)  # type: ignore[arg-type]
        for one in told
    }
    return [known[key] for key in sorted(known)]


def table(outcomes: Sequence[Outcome]) -> str:
    lines = [
        "| journey | lost | repaired by | s until true |",
        "|---|---|---|---|",
        *[line(one) for one in outcomes],
        "",
        summary(outcomes),
    ]
    return "\n".join(lines)


def line(one: Outcome) -> str:
    evidence = "**not repaired**" if one.failures else one.evidence
    return f"| {one.journey} | {one.lost} | {evidence} | {one.seconds:.0f} |"


def summary(outcomes: Sequence[Outcome]) -> str:
    seconds = [one.seconds for one in outcomes]
    return (
        f"{len(outcomes)} cases, seconds until true: "
        f"p50 {percentile(seconds, 0.5):.0f}, p95 {percentile(seconds, 0.95):.0f}, "
        f"longest {max(seconds, default=0):.0f}."
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that this share of all does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else 0.0


def write_page(text: str, page: Path = PAGE) -> None:
    """Put the table between the two markers; raises ValueError when they are missing."""
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} lacks the two markers of the table")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
