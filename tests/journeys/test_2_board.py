"""Sofia's board follows what happens: queues, callers with places, agents with states."""

import re
from datetime import timedelta

import pytest

from queues.models import QueueEntry
from tests.queues.stage import Floor
from tests.support.screens import element

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, target_wait_secs=30)


def test_callers_have_places_in_the_order_of_their_waits(floor, world, cast, screen):
    board = screen(cast.sofia, "board")
    carl = floor.wait_in_line(caller_name="Carl")
    world.run(3)
    dora = floor.wait_in_line(caller_name="Dora", from_="+15557770002")
    board.assert_equals_reload()

    rows = waiting_rows(board.html)
    assert [row["id"] for row in rows] == [f"waiting-{e.pk}" for e in (carl, dora)]
    assert [row["position"] for row in rows] == ["1 of 2", "2 of 2"]
    assert tile(board.html, "Waiting now") == "2"


def test_board_follows_a_pick_to_its_end(floor, world, cast, screen):
    board = screen(cast.sofia, "board")
    call = floor.talk()
    board.assert_equals_reload()
    assert waiting_rows(board.html) == []
    assert agent_states(board.html) == {"Ana": "on_call", "Ben": "available"}
    assert tile(board.html, "Agents available") == "1 / 2"

    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
    board.assert_equals_reload()
    assert agent_states(board.html)["Ana"] == "wrap_up"
    assert tile(board.html, "Answered today") == "1"


def test_board_turns_red_by_itself(floor, world, cast, screen):
    board = screen(cast.sofia, "board")
    entry = floor.wait_in_line()
    board.catch_up()
    assert row_level(board.html, floor.queue.pk) == "ok"
    late = entry.entered_at + timedelta(seconds=30)
    world.run((late - world.now).total_seconds() + 1)
    board.assert_equals_reload()
    assert row_level(board.html, floor.queue.pk) == "bad"


def test_service_level_counts_what_happened(floor, world, cast, screen):
    board = screen(cast.sofia, "board")
    floor.talk()
    entry = floor.wait_in_line(from_="+15557770002")
    world.run(25)
    world.act(entry.leg.call_control_id, "hangup")
    left = QueueEntry.objects.filter(pk=entry.pk, state="abandoned")
    world.run_until(lambda: left.exists())
    board.assert_equals_reload()
    # One answered within 20 s, one who gave up after 20 s.
    assert tile(board.html, "Service level") == "50 %"
    assert tile(board.html, "Abandoned") == "50.0 %"


def waiting_rows(html: str) -> list[dict[str, str]]:
    pattern = r'<tr id="(waiting-\d+)".*?>(\d+ of \d+)<'
    found = re.findall(pattern, element(html, "waiting-callers"), re.DOTALL)
    return [{"id": row_id, "position": position} for row_id, position in found]


def tile(html: str, title: str) -> str:
    tiles = element(html, "queues-tiles")
    pattern = rf'{title}</h2>\s*<div class="cc-tile-value">(.*?)</div>'
    [value] = re.findall(pattern, tiles, re.DOTALL)
    return str(value)


def agent_states(html: str) -> dict[str, str]:
    pattern = r'data-state="(\w+)".*?<b>.*?>(\w+)</bdi></b>'
    found = re.findall(pattern, element(html, "agents-panel"), re.DOTALL)
    return {name: state for state, name in found}


def row_level(html: str, queue_pk: int) -> str:
    pattern = rf'id="queue-{queue_pk}" data-level="(\w+)"'
    [level] = re.findall(pattern, element(html, "queues-table"))
    return str(level)
