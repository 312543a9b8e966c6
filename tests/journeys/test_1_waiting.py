"""Carl calls, is answered and greeted, and waits in the queue with music."""

import pytest

from callcontrol.models import Command
from calls.models import Call, Leg
from queues.models import QueueEntry
from tests.queues.stage import GREETING, Floor

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


def test_carl_waits_with_music(floor, world):
    carl = floor.call_in()
    world.run_until(lambda: hears_music(carl))
    world.run(2)

    call = Call.objects.get()
    assert (call.state, call.from_number) == ("waiting", "+15557770001")
    assert (call.caller_name, call.queue_name) == ("Carl", "Billing")
    entry = QueueEntry.objects.get()
    assert (entry.state, entry.queue) == ("waiting", floor.queue)
    leg = floor.customer_leg(call)
    assert (leg.place, leg.hearing) == ("queue", "music")


def test_each_step_is_asked_for_once(floor, world):
    carl = floor.call_in()
    world.run_until(lambda: hears_music(carl))
    world.run(15)

    assert len(world.commands("calls.answer")) == 1
    [speech] = world.commands("calls.speak")
    assert speech["params"]["payload"] == GREETING
    [enqueue] = world.commands("calls.enqueue")
    assert enqueue["params"]["queue_name"] == "billing"
    assert enqueue["params"]["max_wait_time_secs"] == 3600
    [music] = world.commands("calls.playback_start")
    assert music["params"]["loop"] == "infinity"


def test_clock_starts_when_carl_enters_the_queue(floor, world):
    entry = floor.wait_in_line()
    world.run(3)
    entry.refresh_from_db()
    [queued] = world.truth()["queues"][0]["entries"]
    waited = (world.now - entry.entered_at).total_seconds()
    assert abs(waited - queued["wait_secs"]) <= 1


def test_board_shows_carl_to_sofia_and_follows(floor, world, cast, screen):
    board = screen(cast.sofia, "board")
    floor.wait_in_line()
    world.run(2)
    board.assert_equals_reload()
    assert "Carl" in board.html


def test_carl_gives_up(floor, world):
    entry = floor.wait_in_line()
    world.run(10)
    world.act(entry.leg.call_control_id, "hangup")
    world.run_until(lambda: QueueEntry.objects.get().state == "abandoned")
    world.run(3)

    entry.refresh_from_db()
    assert (entry.state, entry.left_reason) == ("abandoned", "hangup")
    assert 9_000 < entry.waited_ms < 16_000
    assert Call.objects.get().state == "ended"
    assert world.truth()["queues"][0]["entries"] == []
    # Nobody plays music to who has left.
    assert len(world.commands("calls.playback_start")) == 1
    assert not Command.objects.filter(state="failed").exists()


def hears_music(carl: str) -> bool:
    return Leg.objects.filter(call_control_id=carl, hearing="music").exists()
