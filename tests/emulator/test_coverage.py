"""COVERAGE.md tells the truth."""

import re
from pathlib import Path

from emulator import coverage
from emulator.api import OPERATIONS
from emulator.control.api import ROUTES

ROOT = Path(coverage.__file__).parent
# The far party's telephone causes these, no command does.
SPONTANEOUS = {"call.hold", "call.unhold"}


def test_coverage_file_is_fresh():
    assert coverage.TARGET.read_text() == coverage.render(), (
        "run `python -m emulator.coverage`"
    )


def test_every_operation_is_tested():
    found = coverage.tested_by(coverage.TESTS)
    assert [one.name for one in OPERATIONS if not found[one.name]] == []


def test_every_event_belongs_to_an_operation():
    source = "".join(path.read_text() for path in (ROOT / "world").glob("*.py"))
    emitted = set(re.findall(r'"((?:call|conference)\.[a-z_.]+)"', source))
    listed = {event for one in OPERATIONS for event in one.events}
    assert emitted - listed == SPONTANEOUS


def test_every_event_of_the_journal_was_promised(stage):
    """A day in the life of the account reports nothing that no operation promises."""
    conference, _, _ = stage.conference()
    stage.room(conference, "play", media_name="jingle")
    stage.room(conference, "end")
    stage.talk()
    stage.advance(20_000)
    listed = {event for one in OPERATIONS for event in one.events}
    assert set(stage.types()) <= listed


def test_readme_names_every_control_request():
    text = (ROOT / "README.md").read_text()
    for method, pattern, _ in ROUTES:
        word = pattern.split("(")[0].split("/")[0]
        assert f"{method} {word}" in text, pattern
