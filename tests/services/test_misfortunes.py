"""Bad weather, lost bells and dead processes: nobody on the telephone is lost."""

import signal

import pytest

from tests.services.plant import eventually
from tests.services.stories import (
    agent_leg,
    agent_state,
    caller_calls,
    caller_waits,
    picks,
    waiting_entry,
)

pytestmark = pytest.mark.services

STORM = {
    "duplicate": {"probability": 0.5, "max_secs": 1.0},
    "reorder": {"probability": 0.5, "max_secs": 1.0},
    "delay": {"probability": 0.3, "min_secs": 0.2, "max_secs": 1.5},
}
ONCE = ("calls.answer", "calls.speak", "calls.enqueue")


def assert_each_once(plant, leg):
    for operation in ONCE:
        assert len(plant.commands(operation, leg=leg)) == 1, operation


def all_wait(plant, callers, seconds):
    eventually(lambda: all(waiting_entry(plant, one) for one in callers), seconds)
    for one in callers:
        assert plant.place(one.leg) == "queued"


@pytest.mark.parametrize("copies", [1, 2])
def test_a_whole_call_in_a_storm(plant, staff, copies):
    plant.doorway.copies = copies
    plant.weather(**STORM)
    carl = caller_waits(plant, f"Carl Storm {copies}")
    with staff["adam"].watch("board") as board:
        picks(plant, staff["ana"], "agent1", carl)
        board.wait_to_show("live-call-", carl.name)
        plant.far_party(carl.leg, "hangup")
        eventually(lambda: agent_state(plant, "agent1") == "wrap_up", 20)
        eventually(lambda: agent_leg(plant, "agent1") is None, 20)
        board.wait_for(lambda: carl.name not in board.pieces["live-calls"])
    assert_each_once(plant, carl.leg)


def test_a_worker_dies_while_six_people_call(plant):
    callers = [caller_calls(plant, f"Caller {number}") for number in range(6)]
    plant.kill("worker0")

    all_wait(plant, callers, 60)

    for one in callers:
        assert_each_once(plant, one.leg)


def test_both_workers_die_and_new_ones_finish(plant):
    carl = caller_calls(plant, "Carl Orphaned")
    for name in ("worker0", "worker1"):
        plant.kill(name)
    for name in ("worker0", "worker1"):
        plant.start_worker(name)

    all_wait(plant, [carl], 60)

    assert_each_once(plant, carl.leg)


def test_a_lost_bell_costs_time_and_nothing_else(plant):
    workers = ("worker0", "worker1")
    plant.signal(signal.SIGSTOP, *workers)
    carl = caller_calls(plant, "Carl Unheard")
    eventually(lambda: pending_commands(plant, carl), 10)
    plant.redis.delete("celery")
    plant.signal(signal.SIGCONT, *workers)

    all_wait(plant, [carl], 40)

    assert_each_once(plant, carl.leg)


def pending_commands(plant, caller):
    query = "SELECT 1 FROM callcontrol_command WHERE target = %s AND state = 'pending'"
    return plant.value(query, caller.leg)


def test_redis_forgets_everything(plant, staff):
    """As after a restart without its file: bells, bindings and groups are gone."""
    with staff["sofia"].watch("board") as board:
        plant.redis.flushall()
        carl = caller_waits(plant, "Carl Remembered")
        board.wait_to_show("Carl Remembered", seconds=20)
    assert_each_once(plant, carl.leg)


def test_a_web_process_dies_and_the_other_goes_on(plant, staff):
    _, second = plant.webs
    with staff["sofia"].watch("board") as board:
        carl = caller_calls(plant, "Carl Between")
        plant.kill(f"web{second}")
        all_wait(plant, [carl], 60)
        board.wait_to_show("Carl Between")
    assert_each_once(plant, carl.leg)


def test_what_a_dead_process_had_acknowledged_is_applied_by_the_other(plant):
    """Nobody sends it again, so the sweep of the other process has to find it."""
    first, _ = plant.webs
    callers = [caller_calls(plant, f"Caller {number}") for number in range(4)]
    eventually(lambda: plant.value(RECEIVED), 10)
    plant.kill(f"web{first}")

    all_wait(plant, callers, 60)

    eventually(lambda: not plant.value(RECEIVED))
    for one in callers:
        assert_each_once(plant, one.leg)


RECEIVED = "SELECT 1 FROM callcontrol_event WHERE state = 'received'"
