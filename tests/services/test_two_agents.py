"""Two agents at two web processes want the same caller."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services.plant import eventually
from tests.services.stories import becomes_available, caller_waits, waiting_entry

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]


def test_two_agents_at_two_processes_and_one_caller(plant, staff):
    carl = caller_waits(plant, "Carl Wanted")
    dials = len(plant.commands("calls.dial"))
    becomes_available(plant, staff["ana"], "agent1")
    becomes_available(plant, staff["ben"], "agent2")
    path = f"/queues/entries/{waiting_entry(plant, carl)}/pick/"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: staff[one].post(path), ("ana", "ben")))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] in (200, 204)
    assert statuses[1] == 409
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert "faster" in loser.text or "Ana" in loser.text or "Ben" in loser.text
    eventually(lambda: plant.place(carl.leg) == "bridged", 20)
    assert len(plant.commands("calls.dial")) == dials + 1
