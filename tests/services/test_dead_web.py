"""A web process dies, and the other one goes on with what it had."""

import signal

import pytest

from tests.services.plant import eventually
from tests.services.stories import all_wait, assert_each_once, caller_calls

pytestmark = pytest.mark.services


def test_a_web_process_dies_and_the_other_goes_on(plant, staff):
    _, second = plant.webs
    with staff["sofia"].watch("board") as board:
        carl = caller_calls(plant, "Carl Between")
        plant.kill(f"web{second}")
        all_wait(plant, [carl], 60)
        board.wait_to_show("Carl Between")
    assert_each_once(plant, carl.leg)


def test_a_web_process_dies_with_webhooks_in_its_hands(plant):
    """It had acknowledged none of them, so each comes again, to the other process."""
    _, second = plant.webs
    before = len(plant.doorway.statuses)
    plant.signal(signal.SIGSTOP, f"web{second}")
    callers = [caller_calls(plant, f"Caller {number}") for number in range(4)]
    eventually(lambda: second in plant.doorway.held, 10)
    plant.kill(f"web{second}")

    all_wait(plant, callers, 60)

    assert 502 in plant.doorway.statuses[before:]
    for one in callers:
        assert_each_once(plant, one.leg)


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
