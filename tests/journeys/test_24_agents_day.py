"""Sofia looks at Ana's day as it goes on, and Ana at her own."""

import pytest

from tests.queues.stage import Floor


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, wrap_up_secs=10)


def test_a_day_is_drawn_as_it_goes_on(floor, world, cast, screen):
    page = screen(cast.sofia, "agent", floor.ana.pk)
    desk = screen(cast.ana, "desk")
    call = floor.talk()
    page.assert_equals_reload()
    desk.assert_equals_reload()
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "available", within=60)
    page.assert_equals_reload()
    desk.assert_equals_reload()
    lunch = {"state": "not_ready", "reason": "Lunch"}
    floor.post(cast.sofia, f"/agents/{floor.ana.pk}/state/", **lunch)
    page.assert_equals_reload()
    desk.assert_equals_reload()
    assert "Not ready · Lunch" in page.html
    assert "set by Sofia" in page.html
    states = ("available", "reserved", "on_call", "wrap_up", "not_ready")
    assert all(f'data-state="{state}"' in page.html for state in states)
