"""Wrap-up ends by itself when its time is over."""

from datetime import timedelta

import pytest

from tests.services.plant import eventually
from tests.services.stories import agent_state, caller_waits, picks

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]
CHANGES = (
    "SELECT change.state, change.started_at FROM agents_agentstatechange change "
    "JOIN agents_agent agent ON agent.id = change.agent_id "
    "JOIN auth_user ON auth_user.id = agent.user_id "
    "WHERE username = 'agent1' ORDER BY change.id DESC LIMIT 4"
)
# What the desk says for as long as it lasts; the agent's day names it for good.
NOTICE = 'aria-label="Wrap-up"'
ENDED = "SELECT ended_at FROM calls_leg WHERE call_control_id = %s"


@pytest.mark.usefixtures("short_times")
def test_the_timer_runs_out_and_the_agent_is_available(plant, staff, boards):
    carl = caller_waits(plant, "Carl Brief")
    leg = picks(plant, staff["ana"], "agent1", carl)

    with staff["ana"].watch("desk") as desk:
        plant.far_party(carl.leg, "hangup")
        desk.wait_to_show(NOTICE, seconds=20)
        eventually(lambda: agent_state(plant, "agent1") == "available", 40)
        desk.wait_to_hide(NOTICE, seconds=20)
    newest = plant.rows(CHANGES)[::-1]
    assert [state for state, _ in newest] == [
        "reserved",
        "on_call",
        "wrap_up",
        "available",
    ]
    assert newest[3][1] - plant.value(ENDED, leg) >= timedelta(seconds=5)
    assert not plant.legs()[leg]["is_alive"]
