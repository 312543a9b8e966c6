"""`make check` finds the tests that are nearest to what changed, and ends in time."""

from pathlib import Path

import pytest

from tests import check
from tests.check import changed_files, git, nearest
from tests.run import ROOT

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ("tests/test_check.py", "tests/test_check.py"),
        ("tests/queues/stage.py", "tests/queues"),
        ("callcontrol/applying.py", "tests/callcontrol/test_applying.py"),
        ("calls/states/legs.py", "tests/calls"),
        ("callcontrol/health/clock.py", "tests/callcontrol/health/test_clock.py"),
        ("templates/queues/_waiting.html", "tests/test_templates.py"),
        ("docs/ui.md", "tests/test_contributing.py"),
        ("Dockerfile", "tests/test_compose.py"),
        ("contactcenter/running/gate.py", "tests/running"),
        ("manage.py", "tests/test_house_rules.py"),
    ],
)
def test_changed_file_has_its_tests(changed, found):
    assert found in check.tests_for([changed], ROOT)


def test_what_is_found_exists_and_is_named_once():
    files = git("ls-files", "*.py")
    found = check.tests_for(files, ROOT)
    assert len(found) == len(set(found)) > 50
    assert all((ROOT / one).exists() for one in found)


def test_nearest_come_first():
    found = check.tests_for(
        ["callcontrol/applying.py", "tests/calls/test_search.py"], ROOT
    )
    order = [
        "tests/calls/test_search.py",
        "tests/callcontrol/test_applying.py",
        "tests/callcontrol",
    ]
    assert [one for one in found if one in order] == order


def test_file_without_tests_of_its_own_needs_none():
    assert nearest("CHANGELOG.md", ROOT) == ([], [], [])


def test_new_file_counts_as_changed(tmp_path, monkeypatch):
    """In a repository of its own: what is committed on main, changed, and new."""
    monkeypatch.setattr("tests.check.ROOT", tmp_path)
    git("init", "--quiet", "--initial-branch=main")
    for name in ("kept.py", "changed.py"):
        Path(tmp_path, name).write_text("old")
    git("add", ".")
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    git(*who, "commit", "--quiet", "-m", "Begin")
    assert changed_files() == []
    Path(tmp_path, "changed.py").write_text("new")
    Path(tmp_path, "new.py").write_text("new")
    assert changed_files() == ["changed.py", "new.py"]


SLOW = """
import time

def test_first():
    time.sleep(0.3)

def test_second():
    assert {second}
"""
BUDGET = ("-p", "tests.support.budget", "-p", "no:xdist", "-p", "no:django")


@pytest.mark.parametrize(
    ("budget", "outcome", "code"),
    [("60", {"passed": 1, "failed": 1}, 1), ("0.1", {"passed": 1}, 0)],
)
def test_no_test_is_begun_when_the_time_is_over(
    pytester, monkeypatch, budget, outcome, code
):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(SLOW.format(second="False"))
    result = pytester.runpytest_subprocess(*BUDGET, f"--budget={budget}")
    result.assert_outcomes(**outcome)
    assert result.ret == code
    told = "the time of this check is over: make test runs the rest"
    assert (told in result.stdout.str()) is (budget == "0.1")
