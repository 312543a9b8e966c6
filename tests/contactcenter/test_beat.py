"""Celery's beat goes on evenly, whatever somebody does to the system's clock."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from celery import Celery
from django.db import OperationalError

from contactcenter.beat import SteadyScheduler
from contactcenter.models import Part
from contactcenter.pulses import actions
from contactcenter.pulses.queries import silence
from live.clock import now

SCHEDULE = {
    "often": {"task": "sweep.often", "schedule": 1},
    "seldom": {"task": "sweep.seldom", "schedule": 5},
}


class Counted:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock():
    return Counted()


@pytest.fixture
def rung(monkeypatch) -> Counter[str]:
    """How often each task was rung."""
    count: Counter[str] = Counter()
    monkeypatch.setattr(
        SteadyScheduler,
        "send_task",
        lambda scheduler, name, *args, **options: count.update([name]),
    )
    return count


@pytest.fixture
def scheduler(clock, rung) -> SteadyScheduler:
    app = Celery("of the test", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = SCHEDULE
    scheduler = SteadyScheduler(app)
    scheduler.clock = clock
    scheduler.show_life = lambda: None
    return scheduler


def run(scheduler: SteadyScheduler, clock: Counted, seconds: float) -> None:
    """Tick as Celery's service does, until so many seconds have passed."""
    end = clock.seconds + seconds
    while clock.seconds < end:
        clock.seconds += scheduler.tick()


def test_each_entry_is_rung_at_once_and_then_at_its_own_pace(scheduler, clock, rung):
    run(scheduler, clock, 10)
    assert rung == {"sweep.often": 10, "sweep.seldom": 2}


@pytest.mark.parametrize("minutes", [-10, 10, 24 * 60])
def test_system_clock_that_is_set_changes_nothing(scheduler, clock, rung, minutes):
    with time_machine.travel(1_800_000_000) as system:
        run(scheduler, clock, 5)
        system.shift(minutes * 60)
        run(scheduler, clock, 5)
    assert rung == {"sweep.often": 10, "sweep.seldom": 2}


def test_late_tick_rings_once_and_not_for_what_it_missed(scheduler, clock, rung):
    run(scheduler, clock, 1)
    clock.seconds += 60
    scheduler.tick()
    assert rung == {"sweep.often": 2, "sweep.seldom": 2}


def test_it_shows_every_two_seconds_that_it_rings(scheduler, clock):
    shown = []
    scheduler.show_life = lambda: shown.append(clock())
    run(scheduler, clock, 10)
    assert shown == [100, 102, 104, 106, 108]


@pytest.mark.django_db
def test_what_it_shows_is_recorded(clock, rung):
    app = Celery("of the test", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = SCHEDULE
    assert silence(Part.BEAT, now=now()) is None
    SteadyScheduler(app).tick()
    assert silence(Part.BEAT, now=now()) < timedelta(seconds=5)
    assert silence(Part.WORKER, now=now()) is None


@pytest.mark.django_db
def test_it_rings_although_the_database_is_away(scheduler, rung, monkeypatch, caplog):
    def fail(part, *, now):
        raise OperationalError("away")

    monkeypatch.setattr(actions, "note", fail)
    scheduler.show_life = actions.note_beat
    scheduler.tick()
    assert rung == {"sweep.often": 1, "sweep.seldom": 1}
    assert "That the beat rings is not recorded: away" in caplog.text
