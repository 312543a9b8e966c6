"""Lose everything once: `python -m tests.lost`.

    --drawn            only the tenth that today draws
    --write [PAGE]     put the table between the two markers of docs/reliability.md
    --outcomes FILE    write what came of each case, as a list in JSON
    anything else      goes to pytest: -n 2, -k "six calls"

All cases take a quarter of an hour of one processor; the exit code is pytest's.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lost.table import OUTCOME, PAGE, outcomes_of, table, write_page


class Keeper:
    """Takes the outcomes out of the reports, those of other processes too."""

    def __init__(self) -> None:
        self.told: list[dict[str, object]] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call":
            named = report.user_properties
            self.told += [value for name, value in named if name == OUTCOME]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.lost")
    parser.add_argument("--drawn", action="store_true")
    parser.add_argument("--write", nargs="?", type=Path, const=PAGE)
    parser.add_argument("--outcomes", type=Path)
    options, others = parser.parse_known_args()
    keeper = Keeper()
    chosen = ["-k", "test_drawn"] if options.drawn else ["-m", "long"]
    code = pytest.main(["tests/lost", *chosen, "-q", *others], plugins=[keeper])
    outcomes = outcomes_of(keeper.told)
    if options.write and outcomes:
        write_page(table(outcomes), options.write)
    if options.outcomes:
        rows = [one.as_dict() for one in outcomes]
        options.outcomes.write_text(json.dumps(rows, indent=1))
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
