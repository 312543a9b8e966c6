"""An agent does not answer: the caller keeps the place, and somebody else takes over."""

import pytest

from tests.services.plant import eventually
from tests.services.stories import (
    agent_leg,
    agent_state,
    becomes_available,
    caller_waits,
    picks,
    waiting_entry,
)

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]
ANA = "sip:agent1@sip.telnyx.com"
CLOCK = "SELECT entered_at, left_at FROM queues_queueentry WHERE id = %s"


@pytest.fixture
def _deaf_ana(plant):
    plant.control("POST", "callees", address=ANA, behaviour="ignore")
    yield
    plant.control("POST", "callees", address=ANA, behaviour="answer")


@pytest.mark.usefixtures("_deaf_ana", "short_times")
def test_an_agent_does_not_answer_and_another_takes_the_call(plant, staff, boards):
    carl = caller_waits(plant, "Carl Patient")
    entry = waiting_entry(plant, carl)
    before = plant.rows(CLOCK, entry)
    becomes_available(plant, staff["ana"], "agent1")

    with staff["ana"].watch("desk") as desk:
        staff["ana"].press(f"/queues/entries/{entry}/pick/")
        desk.wait_to_show("Your phone rings", seconds=20)
        desk.wait_to_show("You did not answer the call from Billing.", seconds=40)
    eventually(lambda: agent_state(plant, "agent1") == "not_responding", 20)
    eventually(lambda: agent_leg(plant, "agent1") is None, 20)
    for board in boards:
        board.wait_to_show("Carl Patient", "Not responding", seconds=20)
    assert plant.place(carl.leg) == "queued"
    assert waiting_entry(plant, carl) == entry
    assert plant.rows(CLOCK, entry) == before
    assert len(plant.commands("calls.enqueue", leg=carl.leg)) == 1

    picks(plant, staff["ben"], "agent2", carl)
