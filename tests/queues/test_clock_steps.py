"""Somebody sets the system's clock while a phone rings, and while an agent wraps up."""

import time

import pytest

from live import clock
from live.clock import SteadyClock

pytestmark = pytest.mark.parametrize("minutes", [-10, 10])


@pytest.fixture
def set_by(monkeypatch):
    """Return a function that sets the system's clock by so many minutes."""
    step = [0.0]
    steady = SteadyClock(system=lambda: time.time() + step[0], counted=time.time)
    monkeypatch.setattr(clock, "_steady", steady)

    def set_by(minutes: float) -> None:
        step[0] = minutes * 60

    return set_by


def test_wrap_up_lasts_as_long_as_it_should(world, floor, set_by, minutes):
    call = floor.talk(talk_secs=5)
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
    call.refresh_from_db()
    set_by(minutes)
    world.run(floor.queue.wrap_up_secs - 5)
    assert floor.state_of(floor.ana) == "wrap_up"
    world.run(10)
    assert floor.state_of(floor.ana) == "available"


def test_phone_rings_as_long_as_it_should(world, floor, set_by, minutes):
    entry = floor.wait_in_line()
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    assert floor.pick(floor.cast.ana, entry).status_code == 204
    world.run(2)
    set_by(minutes)
    world.run(floor.queue.ring_secs - 5)
    assert floor.state_of(floor.ana) == "reserved"
    world.run(10)
    assert floor.state_of(floor.ana) == "not_responding"
    entry.refresh_from_db()
    assert entry.state == "waiting"


def test_two_who_talk_go_on_talking(world, floor, set_by, minutes):
    floor.talk()
    set_by(minutes)
    world.run(45)
    assert floor.state_of(floor.ana) == "on_call"
