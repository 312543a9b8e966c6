"""Telnyx's webhook about a hang-up never arrives; the board does not lie for long."""

import pytest

from callcontrol.models import Event
from calls.models import Call
from queues.models import QueueEntry
from tests.queues.stage import Floor


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


def test_caller_whose_hangup_was_lost_leaves_the_board(floor, world, cast, screen):
    floor.wait_in_line()
    board = screen(cast.sofia, "board")
    world.weather(drop={"probability": 1})
    world.act(Call.objects.get().legs.get().call_control_id, "hangup")
    world.run(1)
    assert QueueEntry.objects.get().state == "waiting"

    world.run_until(lambda: Call.objects.get().state == "ended", within=15)
    world.run(1)
    assert QueueEntry.objects.get().state == "abandoned"
    assert Event.objects.filter(source="reconcile").count() == 1
    board.assert_equals_reload()
    assert "Carl" not in board.html


def test_caller_who_is_still_there_stays(floor, world):
    entry = floor.wait_in_line()
    world.run(30)
    entry.refresh_from_db()
    assert entry.state == "waiting"
    assert not Event.objects.filter(source="reconcile").exists()


def test_nobody_is_given_up_until_telnyx_can_be_asked(floor, world):
    entry = floor.wait_in_line()
    refusal = {"kind": "status", "status": 503, "count": 500, "operation": "*"}
    world.control("faults", webhooks={"drop": {"probability": 1}}, api=[refusal])
    world.act(entry.leg.call_control_id, "hangup")
    world.run(30)
    entry.refresh_from_db()
    assert entry.state == "waiting"

    world.weather()
    world.run(30)
    entry.refresh_from_db()
    assert entry.state == "abandoned"
