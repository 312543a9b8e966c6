"""The table of the lost, and the draw, apart from any journey."""

import subprocess
import sys

import pytest

from tests.lost.cases import CASES, drawn
from tests.lost.outcome import Outcome
from tests.lost.table import BEGIN, END, outcomes_of, percentile, table, write_page

FOUND = Outcome("talks", "call.bridged", 3.4, "webhook call.dequeued", ())
LOST = Outcome("waits", "call.initiated", 45.0, "nothing", ("Carl rings",))


def test_each_case_is_a_line_and_the_summary_counts_them():
    lines = table([FOUND, LOST]).splitlines()
    assert lines[2] == "| talks | call.bridged | webhook call.dequeued | 3 |"
    assert lines[3] == "| waits | call.initiated | **not repaired** | 45 |"
    assert lines[-1].startswith("2 cases, seconds until true: p50 3, p95 45")


def test_a_case_that_was_played_twice_is_one_line():
    told = [FOUND.as_dict(), LOST.as_dict(), FOUND.as_dict()]
    assert outcomes_of(told) == [FOUND, LOST]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, 0),
        ([1, 2, 3, 4], 0.5, 2),
        ([1, 2, 3, 4], 0.95, 4),
        ([4, 1, 3, 2], 0.25, 1),
    ],
)
def test_percentile(values, share, expected):
    assert percentile(values, share) == expected


def test_only_what_is_between_the_markers_is_written(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write_page("new", page)
    assert page.read_text() == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_page_without_markers_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("nothing to fill in")
    with pytest.raises(ValueError, match="lacks the two markers"):
        write_page("new", page)
    assert page.read_text() == "nothing to fill in"


def test_a_day_draws_the_same_tenth_each_time_and_another_day_another():
    today, tomorrow = drawn("2026-11-29"), drawn("2026-11-30")
    assert today == drawn("2026-11-29")
    assert today != tomorrow
    assert len(today) == len({str(case) for case in today}) == len(CASES) // 10


def test_names_of_cases_are_unique():
    names = [str(case) for case in CASES]
    assert len(names) == len(set(names))


def test_table_is_made_by_a_command_that_needs_no_settings():
    command = [sys.executable, "-m", "tests.lost", "--help"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "--write" in ended.stdout
