"""An agent picks a caller, and both hear each other until one hangs up."""

import pytest

from tests.services.plant import eventually
from tests.services.stories import agent_leg, agent_state, caller_waits, picks

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]


def test_an_agent_picks_and_hangs_up(plant, staff, boards):
    carl = caller_waits(plant, "Carl Picked")
    leg = picks(plant, staff["ben"], "agent2", carl)

    assert leg == agent_leg(plant, "agent2")
    for board in boards:
        board.wait_to_show("live-call-", "Carl Picked")
    plant.far_party(carl.leg, "hangup")
    eventually(lambda: agent_state(plant, "agent2") == "wrap_up")
    eventually(lambda: agent_leg(plant, "agent2") is None)
    staff["ben"].press("/agents/me/wrap-up/finish/")
    eventually(lambda: agent_state(plant, "agent2") == "available")
