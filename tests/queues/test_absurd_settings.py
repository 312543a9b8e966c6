"""A queue whose row holds absurd numbers: every event applies, every screen opens."""

from datetime import timedelta

import pytest
from django.test import Client

from callcontrol.models import Event
from callcontrol.states import EventState
from calls.models import Call
from queues.models import QueueEntry
from tests.database.test_bounded import write
from tests.queues.stage import Floor

# The largest number of each database's column, one past our bounds, none at all.
LARGEST = 2**31 - 1
SETTINGS = (
    "max_size",
    "max_wait_secs",
    "ring_secs",
    "wrap_up_secs",
    "sl_threshold_secs",
    "sl_goal",
    "short_abandon_secs",
    "target_wait_secs",
)
PAGES = ("/board/", "/desk/", "/queues/", "/calls/", "/agents/")


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.mark.parametrize("number", [2**63 - 1, LARGEST, 0])
def test_a_call_goes_its_way_whatever_the_settings_are(floor, world, cast, number):
    write(floor.queue, **dict.fromkeys(SETTINGS, number))

    call = floor.talk()
    shown = pages(cast.adam)
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: Call.objects.get().state == "ended")
    given_up = floor.call_in(patience_secs=3)
    world.run(6)
    shown += pages(cast.adam)

    assert not Event.objects.exclude(state=EventState.APPLIED).exists()
    assert floor.state_of(floor.ana) in ("wrap_up", "available")
    left = QueueEntry.objects.get(leg__call_control_id=given_up)
    assert left.state == "abandoned"
    assert set(shown) == {200}


def test_a_caller_of_whose_end_nobody_told_for_a_month(floor, world):
    """The wait is longer than its column holds."""
    entry = floor.wait_in_line()
    longer = entry.entered_at - timedelta(days=30)
    QueueEntry.objects.update(entered_at=longer, queued_at=longer)

    world.act(entry.leg.call_control_id, "hangup")
    world.run(5)

    left = QueueEntry.objects.get()
    assert (left.state, left.waited_ms) == ("abandoned", LARGEST)


def pages(user) -> list[int]:
    client = Client()
    client.force_login(user)
    return [client.get(page).status_code for page in PAGES]
