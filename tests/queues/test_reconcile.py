"""Who stands in Telnyx's queues, and whom it has connected, is asked for and taken in.

The comparison is called by hand here, beside what the product's own sweeps do.
"""

import json
from datetime import timedelta

import pytest

from callcontrol.models import Command, Event
from calls.models import Leg
from queues.models import Offer, QueueEntry
from queues.reconcile import bridge_of, compare_connections, compare_queues
from tests.queues.stage import Floor

ANA = "sip:ana@sip.telnyx.com"
KEY = {"Authorization": "Bearer KEY_EMULATOR"}


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture
def waiting(floor, world):
    """The leg of Carl, who has waited for some time; from now on all webhooks are lost."""
    entry = floor.wait_in_line()
    world.run(5)
    world.weather(drop={"probability": 1})
    return Leg.objects.get(pk=entry.leg_id)


def found() -> list[str]:
    """Return the types of what was found out by asking, oldest first."""
    rows = Event.objects.filter(source="reconcile").order_by("pk")
    return list(rows.values_list("event_type", flat=True))


def place_of(leg) -> str:
    leg.refresh_from_db()
    return str(leg.place)


def telnyx_does(world, method, path, **params) -> None:
    """Have something happen at Telnyx of which no webhook tells."""
    body = json.dumps(params).encode()
    answer = world.emulator.handle(method, f"/v2/{path}", KEY, body)
    assert answer.status in (200, 204), answer.body
    world.emulator.advance(0.1)


def turn_out(world, leg) -> None:
    telnyx_does(world, "POST", f"calls/{leg.call_control_id}/actions/leave_queue")


def test_who_stands_in_the_queue_as_we_hold_it_is_left_alone(waiting, world):
    compare_queues(now=world.now)
    assert found() == []


def test_entry_into_the_queue_of_which_nothing_was_told(floor, world):
    world.weather(drop={"probability": 1, "events": ["call.enqueued"]})
    entry = floor.wait_in_line()
    assert entry.queued_at is not None
    assert found() == ["call.enqueued"]
    assert place_of(entry.leg) == "queue"


@pytest.mark.parametrize("ahead", [-60, 60])
def test_time_in_the_list_is_put_onto_our_clock(floor, world, ahead):
    world.set_clock_ahead(ahead)
    lost = ["call.enqueued", "call.playback.started"]
    world.weather(drop={"probability": 1, "events": lost})
    entry = floor.wait_in_line()
    assert found() == ["call.enqueued"]
    # The comparison comes every five seconds.
    assert timedelta() <= world.now - entry.entered_at < timedelta(seconds=8)


def test_who_is_put_back_untold_stands_there_from_after_they_had_left(world, cast):
    floor = Floor(world, cast, max_wait_secs=60)
    entry = floor.wait_in_line()
    world.weather(drop={"probability": 1, "events": ["call.enqueued"]})
    parked = Leg.objects.filter(pk=entry.leg_id, place="parked")
    world.run_until(parked.exists, within=90)
    left_at = parked.get().place_at
    again = Leg.objects.filter(pk=entry.leg_id, place="queue")
    world.run_until(again.exists, within=8)
    assert again.get().place_at > left_at
    assert found() == ["call.enqueued"]


def test_caller_who_is_gone_has_given_up(waiting, world):
    world.act(waiting.call_control_id, "hangup")
    compare_queues(now=world.now)
    assert found() == ["call.hangup"]
    assert QueueEntry.objects.get().state == "abandoned"


def test_place_that_is_kept_for_who_has_hung_up_is_no_place(waiting, floor, world):
    queue, leg = floor.queue.telnyx_name, waiting.call_control_id
    path = f"queues/{queue}/calls/{leg}"
    telnyx_does(world, "PATCH", path, keep_after_hangup=True)
    world.act(leg, "hangup")
    compare_queues(now=world.now)
    assert QueueEntry.objects.get().state == "abandoned"


def test_who_was_turned_out_of_the_queue_stands_outside(waiting, world):
    turn_out(world, waiting)
    compare_queues(now=world.now)
    assert found() == ["call.dequeued"]
    assert place_of(waiting) == "parked"


def test_who_has_only_just_come_may_not_be_listed_yet(waiting, world):
    turn_out(world, waiting)
    compare_queues(now=waiting.place_at + timedelta(seconds=2.9))
    assert found() == []
    compare_queues(now=waiting.place_at + timedelta(seconds=3))
    assert found() == ["call.dequeued"]


@pytest.fixture
def connecting(floor, world, cast):
    """Ana has answered and is being connected; what Telnyx does then nobody is told."""
    entry = floor.wait_in_line()
    world.run(5)
    world.script(ANA, behaviour="answer", after_secs=1)
    lost = ["call.bridged", "call.dequeued", "call.playback.ended", "call.enqueued"]
    world.weather(drop={"probability": 1, "events": lost})
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "answered")
    return floor.last_offer()


def bridge(offer) -> Command:
    command = bridge_of(offer.leg)
    assert command is not None
    return command


def test_who_is_being_connected_has_left_the_queue_rightly(connecting, world):
    assert bridge(connecting).was_accepted
    compare_queues(now=world.now + timedelta(seconds=1))
    assert found() == []


def test_bridge_of_which_nothing_is_told_is_asked_for_after_three_seconds(connecting):
    asked_at = bridge(connecting).requested_at
    assert compare_connections(now=asked_at + timedelta(seconds=2.9)) == []
    assert found() == []
    assert compare_connections(now=asked_at + timedelta(seconds=3)) == []
    assert found() == ["call.bridged"]
    assert Offer.objects.get().state == "connected"


def test_who_has_left_the_queue_for_a_bridge_without_an_answer_is_connected(connecting):
    asked_at = bridge(connecting).requested_at
    Command.objects.filter(pk=bridge(connecting).pk).update(state="unknown")
    assert compare_connections(now=asked_at + timedelta(seconds=4)) == []
    assert found() == ["call.bridged"]


def test_bridge_that_was_refused_proves_nothing(connecting):
    asked_at = bridge(connecting).requested_at
    Command.objects.filter(pk=bridge(connecting).pk).update(state="expired")
    assert compare_connections(now=asked_at + timedelta(seconds=4)) == []
    assert found() == []


@pytest.fixture
def never_connected(floor, world, cast):
    """Ana has answered, and Telnyx never gets to hear that it should connect her."""
    entry = floor.wait_in_line()
    world.script(ANA, behaviour="answer", after_secs=1)
    never = {"kind": "timeout_before", "operation": "calls.bridge", "count": 50}
    world.control("faults", api=[never], webhooks={})
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "answered")
    return floor.last_offer()


def test_who_still_stands_in_the_queue_was_not_connected(never_connected):
    given = bridge(never_connected)
    Command.objects.filter(pk=given.pk).update(state="unknown")
    now = given.requested_at + timedelta(seconds=4)
    assert compare_connections(now=now) == [(never_connected, given)]
    assert found() == []


@pytest.mark.parametrize("who", ["caller", "agent"])
def test_side_that_is_gone_has_hung_up(never_connected, world, who):
    offer = never_connected
    leg = offer.leg if who == "agent" else offer.entry.leg
    world.weather(drop={"probability": 1})
    world.act(leg.call_control_id, "hangup")
    assert compare_connections(now=world.now + timedelta(seconds=4)) == []
    assert found() == ["call.hangup"]
    leg.refresh_from_db()
    assert leg.state == "ended"
