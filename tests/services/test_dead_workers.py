"""Workers die, and nobody on the telephone is lost."""

import pytest

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
