"""They hang up: wrap-up with its timer, then available; the call's page tells it all."""

from datetime import timedelta

import pytest
from django.test import Client

from agents.models import Agent, AgentStateChange
from calls.models import Call
from tests.queues.stage import Floor

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, wrap_up_secs=20)


def test_carl_hangs_up_and_ana_wraps_up(floor, world):
    call = floor.talk()
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert ana.state_until == floor.agent_leg(call).ended_at + timedelta(seconds=20)
    world.run_until(lambda: floor.state_of(floor.ana) == "available")
    world.run(3)

    assert Call.objects.get().state == "ended"
    assert [leg for leg in world.truth()["legs"] if leg["is_alive"]] == []
    changes = AgentStateChange.objects.filter(agent=floor.ana).order_by("pk")
    states = [change.state for change in changes][2:]
    assert states == ["reserved", "on_call", "wrap_up", "available"]


def test_ana_hangs_up_and_carl_is_not_left_behind(floor, world, cast):
    call = floor.talk()
    assert floor.post(cast.ana, f"/calls/{call.pk}/hangup/").status_code == 204
    world.run_until(lambda: Call.objects.get().state == "ended")
    world.run(3)
    assert floor.state_of(floor.ana) == "wrap_up"
    assert [leg for leg in world.truth()["legs"] if leg["is_alive"]] == []


def test_done_ends_wrap_up_early(floor, world, cast):
    call = floor.talk()
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
    assert floor.post(cast.ana, "/agents/me/wrap-up/finish/").status_code == 204
    assert floor.state_of(floor.ana) == "available"


def test_lunch_chosen_during_the_call_comes_after_it(floor, world, cast):
    call = floor.talk()
    lunch = {"state": "not_ready", "reason": "Lunch"}
    assert floor.post(cast.ana, "/agents/me/state/", **lunch).status_code == 204
    assert floor.state_of(floor.ana) == "on_call"
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "not_ready", within=40)
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert (ana.reason, ana.pending_state) == ("Lunch", "")


def test_page_of_the_call_tells_the_story(floor, world, cast, screen):
    call = floor.talk()
    page = screen(cast.sofia, "call", call.pk)
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: Call.objects.get().state == "ended")
    world.run(3)
    page.assert_equals_reload()
    told = (
        "Rings",
        "Answer the call",
        "Speak the greeting",
        "Waits in Billing.",
        "Entered the queue at position 1",
        "Picked by Ana.",
        "Ana answered.",
        "Connect the two sides",
        "Connected to Ana.",
        "Hung up: normal end",
    )
    for words in told:
        assert words in page.html
    assert "As it came in" not in page.html


def test_admin_sees_the_webhooks_as_they_came_in(floor, world, cast):
    call = floor.talk()
    client = Client()
    client.force_login(cast.adam)
    page = client.get(f"/calls/{call.pk}/").content.decode()
    assert page.count("As it came in") > 5
    assert "&quot;event_type&quot;: &quot;call.bridged&quot;" in page
