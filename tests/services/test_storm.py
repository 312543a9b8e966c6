"""A whole call while webhooks come late, twice and in any order."""

import pytest

from tests.services.plant import eventually
from tests.services.stories import (
    agent_leg,
    agent_state,
    assert_each_once,
    caller_waits,
    picks,
)

pytestmark = pytest.mark.services


STORM = {
    "duplicate": {"probability": 0.5, "max_secs": 1.0},
    "reorder": {"probability": 0.5, "max_secs": 1.0},
    "delay": {"probability": 0.3, "min_secs": 0.2, "max_secs": 1.5},
}


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
