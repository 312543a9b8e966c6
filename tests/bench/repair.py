"""From the loss of webhooks or answers to screens that are true again.

Every case of tests/lost/ is played, on a clock that is moved by hand: the seconds are
those of the people in the stories, whatever the speed of the machine. So the baseline
is no other program, but the time within which all has to be true.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, percentile

ALLOWED_SECS = 30.0


def measure(*, quick: bool) -> Iterator[Figure]:
    """Play all cases, or the tenth that today draws; raises RuntimeError without any."""
    outcomes = played(["--drawn"] if quick else [])
    seconds = [float(one["seconds"]) for one in outcomes if not one["failures"]]
    if not seconds:
        raise RuntimeError("no case of tests/lost was played to its end")
    for name, value in (
        ("p50", percentile(seconds, 0.5)),
        ("p95", percentile(seconds, 0.95)),
        ("longest", max(seconds)),
    ):
        yield Figure(
            f"repair {name}: loss to true screens, {len(seconds)} cases",
            value,
            "s",
            "as long as it may take",
            ALLOWED_SECS,
            "≤ 30 s",
            value <= ALLOWED_SECS,
        )
    unrepaired = len(outcomes) - len(seconds)
    yield Figure(
        "cases of a loss that was not repaired",
        unrepaired,
        "cases",
        "played",
        len(outcomes),
        "0",
        unrepaired == 0,
    )


def played(options: list[str]) -> list[dict[str, Any]]:
    """Play the cases in a process of their own; return what came of each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.json"
        command = [sys.executable, "-m", "tests.lost", "--outcomes", str(file)]
        subprocess.run([*command, *options], stdout=sys.stderr, check=False)
        outcomes: list[dict[str, Any]] = json.loads(file.read_text())
        return outcomes
