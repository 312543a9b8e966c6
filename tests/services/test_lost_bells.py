"""The broker forgets, and commands are sent all the same."""

import signal

import pytest

from tests.services.plant import eventually
from tests.services.stories import (
    all_wait,
    assert_each_once,
    caller_calls,
    caller_waits,
)

pytestmark = pytest.mark.services


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
