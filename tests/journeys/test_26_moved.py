"""Sofia moves waiting callers to another queue, and lets one of them go first."""

import pytest

from calls.models import Leg
from queues.models import QueueEntry
from tests.factories import make_queue
from tests.queues.stage import Floor

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, greeting="")


def test_callers_move_with_their_clock(floor, world, cast, screen):
    support = make_queue("Support", [])
    first = floor.wait_in_line(patience_secs=600)
    second = floor.wait_in_line(from_="+15557770002", patience_secs=600)
    board = screen(cast.sofia, "board")
    address = "/queues/move/"
    pks = [first.pk, second.pk]
    moved = floor.post(cast.sofia, address, entries=pks, queue=support.pk, priority=4)
    assert moved.status_code == 302
    rows = QueueEntry.objects.filter(queue=support, state="waiting")
    world.run_until(lambda: rows.count() == 2)
    world.run(3)

    assert {one.entered_at for one in rows} == {first.entered_at, second.entered_at}
    assert {one.priority for one in rows} == {4}
    first.refresh_from_db()
    assert (first.state, first.left_reason) == ("flowed_out", "moved")
    told = list(first.call.notes.values_list("text", "user"))
    assert ("Was moved from Billing to Support.", cast.sofia.pk) in told
    sizes = {one["name"]: len(one["entries"]) for one in world.truth()["queues"]}
    assert sizes["support"] == 2
    assert {one.hearing for one in Leg.objects.all()} == {"music"}
    board.assert_equals_reload()


def test_who_has_left_keeps_nobody_else(floor, world, cast):
    first = floor.wait_in_line(patience_secs=600)
    second = floor.wait_in_line(from_="+15557770002", patience_secs=600)
    page = floor.post(cast.sofia, "/queues/move/", entries=[first.pk, second.pk])
    assert page.status_code == 422
    world.act(first.leg.call_control_id, "hangup")
    world.run_until(lambda: QueueEntry.objects.filter(state="abandoned").exists())
    given = {"entries": [second.pk], "priority": 5}
    assert floor.post(cast.sofia, "/queues/move/", **given).status_code == 302
    second.refresh_from_db()
    assert second.priority == 5
