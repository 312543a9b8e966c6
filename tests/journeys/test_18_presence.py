"""Nobody is ready who is not there: a lid that is closed, a way back, a way home."""

from datetime import timedelta

import pytest

from agents.models import Agent, AgentStateChange, PresenceRules
from agents.queries import may_be_offered, staff
from queues.models import Queue
from queues.queries.board import queue_rows
from tests.factories import close_screen
from tests.queues.stage import Floor


@pytest.fixture
def floor(world, cast) -> Floor:
    """A floor that has been watched for long enough to miss somebody."""
    floor = Floor(world, cast)
    world.run(21)
    return floor


def close_lid(world, user) -> None:
    """End every screen of somebody's, without a word."""
    world.at_screens.discard(user.pk)


def open_lid(world, user) -> None:
    world.at_screens.add(user.pk)


def board_of(world) -> tuple[int, int]:
    """Return how many agents the board calls ready, and how many on duty."""
    [row] = queue_rows(Queue.objects.all(), now=world.now)
    panel = staff(list(Agent.objects.all()))
    assert (row.ready, row.staffed) == (panel.available, panel.present)
    return row.ready, row.staffed


def test_who_closes_the_lid_is_disconnected_after_20_seconds(floor, world, cast):
    assert board_of(world) == (2, 2)
    close_lid(world, cast.ana)
    world.run(18)
    assert floor.state_of(floor.ana) == "available"
    world.run(4)
    assert floor.state_of(floor.ana) == "disconnected"
    assert board_of(world) == (1, 1)
    assert list(may_be_offered(now=world.now)) == [floor.ben]


def test_who_is_back_within_two_minutes_is_what_they_were(floor, world, cast):
    floor.post(cast.sofia, f"/agents/{floor.ana.pk}/state/", **LUNCH)
    set_at = Agent.objects.get(pk=floor.ana.pk).set_at
    close_lid(world, cast.ana)
    world.run(100)
    away = Agent.objects.get(pk=floor.ana.pk)
    assert (away.state, away.pending_reason) == ("disconnected", "Lunch")
    open_lid(world, cast.ana)
    world.run(2)
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert (ana.state, ana.reason, ana.gone_at) == ("not_ready", "Lunch", None)
    # Who set it, and when, is not lost on the way.
    assert (ana.set_by, ana.set_at) == (cast.sofia, set_at)


def test_who_stays_away_is_offline_and_stays_so(floor, world, cast):
    close_lid(world, cast.ana)
    world.run(145)
    assert floor.state_of(floor.ana) == "offline"
    gone, offline = AgentStateChange.objects.filter(agent=floor.ana).order_by("pk")[2:]
    assert (gone.state, offline.state) == ("disconnected", "offline")
    assert gone.ended_at - gone.started_at == timedelta(seconds=120)
    open_lid(world, cast.ana)
    world.run(5)
    assert floor.state_of(floor.ana) == "offline"
    answer = floor.post(cast.ana, "/agents/me/state/", state="available")
    assert answer.status_code == 204
    assert floor.state_of(floor.ana) == "available"


def test_call_goes_on_without_a_screen(floor, world, cast):
    call = floor.talk()
    close_lid(world, cast.ana)
    world.run(30)
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert ana.state == "on_call"
    assert ana.gone_at is not None
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "disconnected", within=60)
    world.run_until(lambda: floor.state_of(floor.ana) == "offline", within=120)


def test_who_comes_back_during_their_call_has_lost_nothing(floor, world, cast):
    PresenceRules.objects.create(gone_after_secs=15, offline_after_secs=10)
    call = floor.talk()
    close_lid(world, cast.ana)
    world.run(30)
    open_lid(world, cast.ana)
    world.run(2)
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "available", within=60)


def test_nobody_is_offered_a_call_between_the_silence_and_its_discovery(
    floor, world, cast
):
    entry = floor.wait_in_line()
    close_screen(cast.ana, at=world.now - timedelta(seconds=20))
    assert floor.state_of(floor.ana) == "available"
    answer = floor.post(cast.sofia, f"/queues/entries/{entry.pk}/assign/", agent=1)
    assert answer.status_code in (409, 422)
    # Whoever presses is there.
    assert floor.pick(cast.ana, entry).status_code == 204


def test_a_restart_of_the_server_throws_nobody_out(floor, world, cast):
    world.stop()
    world.run(90)
    world.start()
    at_screens, world.at_screens = world.at_screens, set()
    # The pages connect again within seconds.
    world.run(10)
    world.at_screens = at_screens - {cast.ben.pk}
    world.run(30)
    assert floor.state_of(floor.ana) == "available"
    states = AgentStateChange.objects.filter(agent=floor.ana).values_list("state")
    assert ("disconnected",) not in states
    # Ben does not come back, and the time counts from the start.
    assert floor.state_of(floor.ben) == "disconnected"


def test_both_times_are_settings_of_the_site(floor, world, cast):
    PresenceRules.objects.create(gone_after_secs=30, offline_after_secs=10)
    close_lid(world, cast.ana)
    world.run(28)
    assert floor.state_of(floor.ana) == "available"
    world.run(4)
    assert floor.state_of(floor.ana) == "disconnected"
    world.run(10)
    assert floor.state_of(floor.ana) == "offline"


def test_nobody_becomes_ready_who_is_not_there(floor, world, cast):
    PresenceRules.objects.create(gone_after_secs=15, offline_after_secs=10)
    close_lid(world, cast.ana)
    world.run(17)
    state = f"/agents/{floor.ana.pk}/state/"
    assert floor.post(cast.sofia, state, state="available").status_code == 204
    assert floor.state_of(floor.ana) == "disconnected"
    world.run(10)
    assert floor.state_of(floor.ana) == "offline"
    refusal = floor.post(cast.sofia, state, state="available")
    assert refusal.status_code == 409
    assert "no screen open" in refusal.content.decode()


LUNCH = {"state": "not_ready", "reason": "Lunch"}
