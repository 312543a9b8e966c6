"""A floor with open screens for every story, and the table at the end."""

from typing import Any

import pytest

from tests.lost.scene import Scene
from tests.lost.table import OUTCOME, outcomes_of, table


@pytest.fixture
def scene_of(world, cast, settings, tmp_path, monkeypatch):
    """Return a function that opens the floor: scene_of(greeting="…")."""
    settings.DATA_DIR = tmp_path
    return lambda **queue: Scene(world, cast, monkeypatch, **queue)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was lost, which evidence repaired it, and how long that took."""
    reports = [one for group in terminalreporter.stats.values() for one in group]
    told = [
        value
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == OUTCOME and getattr(report, "when", "") == "call"
    ]
    if told:
        terminalreporter.write_sep("-", "what was lost")
        terminalreporter.write_line(table(outcomes_of(told)))
