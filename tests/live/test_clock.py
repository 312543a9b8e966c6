"""The steady clock: spans stay as long as they are when the system's clock is set."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from live.clock import SLEW, TOO_FAR_SECS, SteadyClock
from tests.support.processes import ROOT

READS_THE_TIME = re.compile(r"\b(?:timezone|datetime)\.now\(")
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp()


class Machine:
    """A machine whose clock somebody may set; what is counted goes on evenly."""

    def __init__(self) -> None:
        self.system = NOON
        self.counted = 5_000.0
        self.clock = SteadyClock(lambda: self.system, lambda: self.counted)

    def wait(self, seconds: float) -> None:
        self.system += seconds
        self.counted += seconds


@pytest.fixture
def machine():
    return Machine()


def noon_and(seconds: float) -> datetime:
    return datetime.fromtimestamp(NOON + seconds, UTC)


def test_it_tells_the_time_of_the_system(machine):
    machine.wait(90)
    assert machine.clock.now() == noon_and(90)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_step_of_the_system_clock_is_not_followed_at_once(machine, minutes):
    machine.system += minutes * 60
    assert machine.clock.now() == noon_and(0)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_wrap_up_of_half_a_minute_lasts_that_long_across_a_step(machine, minutes):
    until = machine.clock.now() + timedelta(seconds=30)
    machine.system += minutes * 60
    machine.wait(28)
    assert machine.clock.now() < until
    machine.wait(4)
    assert machine.clock.now() >= until


@pytest.mark.parametrize("minutes", [-10, 10])
def test_system_clock_is_caught_up_with(machine, minutes):
    machine.system += minutes * 60
    told = []
    for _ in range(round(abs(minutes) * 60 / SLEW) + 1):
        machine.wait(1)
        told.append(machine.clock.now())
    assert told == sorted(told)
    assert told[-1] == datetime.fromtimestamp(machine.system, UTC)


def test_clock_that_was_wrong_by_hours_is_followed_at_once(machine):
    machine.system += TOO_FAR_SECS + 1
    assert machine.clock.now() == noon_and(TOO_FAR_SECS + 1)
    machine.system -= 24 * 3600
    assert machine.clock.now() == noon_and(TOO_FAR_SECS + 1 - 24 * 3600)


def test_everything_else_goes_by_this_clock():
    packages = [path.parent for path in ROOT.glob("*/__init__.py")]
    # The audit lies below the clock: of a setting it tells when the system's said it was.
    others = {"emulator", "tests", "provider", "ui", "audit"}
    readers = [
        str(path.relative_to(ROOT))
        for package in packages
        if package.name not in others
        for path in package.rglob("*.py")
        if "migrations" not in path.parts and READS_THE_TIME.search(path.read_text())
    ]
    assert readers == ["live/clock.py"]
