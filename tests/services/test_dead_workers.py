"""Workers die, and nobody on the telephone is lost."""

import pytest

from tests.services.plant import eventually
from tests.services.stories import all_wait, assert_each_once, caller_calls

pytestmark = pytest.mark.services


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


def test_a_worker_dies_when_its_command_was_done_already(plant):
    """The answer is lost; the webhook tells that it was done, so it is not repeated."""
    slow = {"kind": "slow", "operation": "calls.enqueue", "count": 1, "secs": 2.5}
    carl = worker_dies_over(plant, slow)
    eventually(lambda: plant.rows(SENT, carl.leg) == [("confirmed", 1)], 40)


def test_a_worker_dies_before_its_command_was_done(plant):
    """Another one asks again: the same command, or the rescue of the caller a new one."""
    lost = {"kind": "timeout_before", "operation": "calls.enqueue", "count": 1}
    carl = worker_dies_over(plant, {**lost, "secs": 2.5})
    eventually(lambda: all_confirmed(plant, carl), 40)
    assert sum(attempts for _, attempts in plant.rows(SENT, carl.leg)) == 2


def all_confirmed(plant, caller):
    return {state for state, _ in plant.rows(SENT, caller.leg)} == {"confirmed"}


def worker_dies_over(plant, fault):
    """Kill the only worker while it waits for an answer; return whose command it was."""
    plant.kill("worker1")
    plant.control("POST", "faults", api=[fault])
    carl = caller_calls(plant, "Carl Halfway")
    eventually(lambda: plant.control("GET", "faults")["api"] == [], 40)
    plant.kill("worker0")
    assert plant.rows(SENT, carl.leg) == [("sending", 1)]
    plant.start_worker("worker1")
    all_wait(plant, [carl], 90)
    assert_each_once(plant, carl.leg)
    return carl


SENT = (
    "SELECT state, attempts FROM callcontrol_command "
    "WHERE target = %s AND kind = 'call.enqueue' ORDER BY requested_at"
)
