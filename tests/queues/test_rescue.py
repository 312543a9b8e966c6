"""Nobody is lost when a command fails, an event never comes, or time runs out."""

from itertools import pairwise

import pytest

from agents.models import Agent
from callcontrol.models import Command
from calls.models import Leg, Note
from queues.models import InboundRoute, Offer, QueueEntry
from queues.words import what_became_of
from tests.queues.stage import Floor

ANA = "sip:ana@sip.telnyx.com"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, ring_secs=10)


def fail(world, operation: str, *, count: int = 1, status: int = 422, **more) -> None:
    fault = {
        "kind": "status",
        "operation": operation,
        "count": count,
        "status": status,
    }
    world.control("faults", api=[{**fault, **more}])


def never_send(world, *event_types: str) -> None:
    world.weather(drop={"probability": 1, "events": list(event_types)})


def is_waiting(entry: QueueEntry) -> bool:
    legs = Leg.objects.filter(pk=entry.leg_id, place="queue", hearing="music")
    return (
        QueueEntry.objects.filter(pk=entry.pk, state="waiting").exists()
        and legs.exists()
    )


def notes() -> list[str]:
    return list(Note.objects.order_by("pk").values_list("text", flat=True))


def test_answer_that_was_refused_is_asked_for_again(floor, world):
    fail(world, "calls.answer")
    entry = floor.wait_in_line()
    assert entry.state == "waiting"
    assert len(world.commands("calls.answer")) == 2


def test_greeting_that_fails_is_left_out(floor, world):
    fail(world, "calls.speak")
    floor.wait_in_line()
    assert len(world.commands("calls.speak")) == 1


def test_greeting_whose_end_is_never_told(floor, world):
    never_send(world, "call.speak.ended", "call.speak.started")
    carl = floor.call_in()
    queued = Leg.objects.filter(call_control_id=carl, place="queue")
    world.run_until(lambda: queued.exists(), within=60)


def test_caller_is_in_again_after_telnyxs_longest_wait(world, cast):
    floor = Floor(world, cast, max_wait_secs=60)
    entry = floor.wait_in_line()
    entered_at = entry.entered_at
    world.run(65)
    assert is_waiting(entry)
    entry.refresh_from_db()
    assert entry.entered_at == entered_at
    assert "Is put into Billing again; the wait goes on." in notes()
    [queued] = world.truth()["queues"][0]["entries"]
    assert queued["wait_secs"] < 10


def test_answer_is_asked_for_as_long_as_the_caller_rings(floor, world):
    fail(world, "calls.answer", count=6)
    floor.call_in(patience_secs=300)
    asked = []
    for _ in range(45):
        world.run(1)
        asked.append(len(world.commands("calls.answer")))
    # After 2 s, 4 s, 8 s, and from then on every 10 s; a beat comes each second.
    paused = [asked.index(number) for number in range(1, 7)]
    pauses = [b - a for a, b in pairwise(paused)]
    assert all(
        least <= pause <= least + 2
        for least, pause in zip((2, 4, 8, 10, 10), pauses, strict=True)
    ), pauses
    waiting = QueueEntry.objects.filter(state="waiting")
    world.run_until(lambda: waiting.exists(), within=30)
    assert len(world.commands("calls.answer")) == 7


def test_full_queue_keeps_the_caller_with_music_and_tries_again(floor, world):
    fail(world, "calls.enqueue", code="90036", count=2)
    carl = floor.call_in(patience_secs=300)
    legs = Leg.objects.filter(call_control_id=carl)
    world.run_until(lambda: legs.filter(hearing="music").exists(), within=30)
    asked_at = world.now
    assert legs.get().place == "parked"
    assert len(world.commands("calls.enqueue")) == 1
    # After half a minute, and then after a whole one.
    world.run(25)
    assert len(world.commands("calls.enqueue")) == 1
    world.run(10)
    assert len(world.commands("calls.enqueue")) == 2
    world.run_until(lambda: legs.filter(place="queue").exists(), within=75)
    assert (world.now - asked_at).total_seconds() > 80
    assert len(world.commands("calls.enqueue")) == 3


def test_caller_who_is_not_let_into_the_queue_can_be_picked(floor, world, cast):
    fail(world, "calls.enqueue", code="90036", count=50)
    world.script(ANA, behaviour="answer", after_secs=1)
    floor.call_in(patience_secs=300)
    entries = QueueEntry.objects.filter(state="entering")
    world.run_until(lambda: entries.exists(), within=30)
    assert floor.pick(cast.ana, entries.get()).status_code == 204
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")
    entry = QueueEntry.objects.get()
    assert (entry.state, entry.answered_by, entry.queued_at) == (
        "answered",
        floor.ana,
        None,
    )


def test_bridge_that_is_refused_gives_the_caller_back(floor, world, cast):
    world.script(ANA, behaviour="answer", after_secs=1)
    entry = floor.wait_in_line()
    fail(world, "calls.bridge", code="90033")
    floor.pick(cast.ana, entry)
    offers = Offer.objects.filter(state="failed")
    world.run_until(lambda: offers.exists())
    world.run(5)

    assert is_waiting(entry)
    assert floor.state_of(floor.ana) == "available"
    assert floor.agent_leg(entry.call).state == "ended"
    assert offers.get().failure
    assert floor.pick(cast.ben, entry).status_code == 204


def test_bridge_whose_outcome_nobody_tells_ends_in_the_queue(floor, world, cast):
    """Telnyx took the bridge, and all that followed from it was lost but the time."""
    world.script(ANA, behaviour="answer", after_secs=1)
    entry = floor.wait_in_line()
    fail(world, "calls.bridge", status=500, count=50)
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "failed", within=60)
    world.run(5)
    assert is_waiting(entry)
    assert floor.state_of(floor.ana) == "available"


def test_phone_that_is_not_registered(floor, world, cast):
    world.script(ANA, behaviour="unregistered")
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.state_of(floor.ana) == "not_responding")
    assert floor.last_offer().state == "unreachable"
    assert is_waiting(entry)
    said = what_became_of(floor.last_offer())
    assert said == (
        "Your phone could not be reached for the call from Billing (SIP 480): it is"
        " not signed in, or its address is wrong."
    )


def test_phone_that_declines(floor, world, cast):
    world.script(ANA, behaviour="decline")
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.state_of(floor.ana) == "not_responding")
    assert floor.last_offer().state == "declined"
    assert is_waiting(entry)


def test_phone_that_cannot_be_dialled(floor, world, cast):
    entry = floor.wait_in_line()
    fail(world, "calls.dial")
    floor.pick(cast.ana, entry)
    world.run(2)
    assert floor.state_of(floor.ana) == "available"
    assert floor.last_offer().state == "failed"
    [command] = Command.objects.filter(purpose="leg.dial")
    assert (command.state, command.requested_by) == ("failed", cast.ana)
    assert is_waiting(entry)


def test_phone_that_declines_and_whose_hangup_is_lost(floor, world, cast):
    world.script(ANA, behaviour="decline")
    entry = floor.wait_in_line()
    never_send(world, "call.hangup")
    floor.pick(cast.ana, entry)
    out = "not_responding"
    world.run_until(lambda: floor.state_of(floor.ana) == out, within=15)
    assert floor.last_offer().state == "no_answer"
    assert is_waiting(entry)


def test_agents_side_of_a_connection_is_made_up_for(floor, world, cast):
    """`call.dequeued` tells of the caller's side, and of the agent's nothing does."""
    world.script(ANA, behaviour="answer", after_secs=1)
    entry = floor.wait_in_line()
    never_send(world, "call.bridged")
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")
    assert floor.agent_leg(entry.call).place == "parked"
    world.run(8)
    assert floor.agent_leg(entry.call).place == "bridge"
    assert floor.agent_leg(entry.call).bridged_at == floor.last_offer().connected_at


def test_offer_of_which_nothing_is_heard_expires(floor, world, cast):
    world.script(ANA, behaviour="ignore")
    entry = floor.wait_in_line()
    never_send(world, "call.initiated", "call.hangup")
    floor.pick(cast.ana, entry)
    world.run(17)
    assert floor.last_offer().state == "no_answer"
    assert floor.state_of(floor.ana) == "not_responding"
    assert is_waiting(entry)


def test_ana_gives_the_call_back(floor, world, cast):
    world.script(ANA, behaviour="ignore")
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "ringing")
    address = f"/queues/offers/{floor.last_offer().pk}/cancel/"
    assert floor.post(cast.ana, address).status_code == 204
    assert floor.state_of(floor.ana) == "available"
    world.run(3)
    assert floor.last_offer().state == "cancelled"
    assert floor.agent_leg(entry.call).state == "ended"
    assert is_waiting(entry)


def test_call_given_back_before_it_was_dialled_does_not_ring_on(floor, world, cast):
    world.script(ANA, behaviour="ignore")
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    floor.post(cast.ana, f"/queues/offers/{floor.last_offer().pk}/cancel/")
    world.run(5)
    alive = [leg for leg in world.truth()["legs"] if leg["is_alive"]]
    assert [leg["call_control_id"] for leg in alive] == [entry.leg.call_control_id]


def test_music_that_stops_is_started_again(floor, world):
    entry = floor.wait_in_line()
    world.run(3)
    fail(world, "calls.nothing")
    entry.leg.refresh_from_db()
    stop = f"/v2/calls/{entry.leg.call_control_id}/actions/playback_stop"
    key = {"Authorization": "Bearer KEY_EMULATOR"}
    world.emulator.handle("POST", stop, key, b"{}")
    world.run(2)
    assert not is_waiting(entry)
    world.run(10)
    assert is_waiting(entry)


@pytest.mark.parametrize("step", range(16))
def test_caller_hangs_up_at_any_moment_of_an_offer(floor, world, cast, step):
    """T13: the agent is free within 3 s, and no leg is left over."""
    world.script(ANA, behaviour="answer", after_secs=1)
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    world.run(step * 0.12)
    world.act(entry.leg.call_control_id, "hangup")
    world.run(3)
    assert Agent.objects.get(pk=floor.ana.pk).state in ("available", "wrap_up")
    assert [leg for leg in world.truth()["legs"] if leg["is_alive"]] == []
    assert QueueEntry.objects.get().state in ("abandoned", "answered")


def test_number_without_a_queue_is_left_ringing_and_says_why(floor, world):
    InboundRoute.objects.all().delete()
    carl = floor.call_in()
    world.run(10)
    assert world.commands("calls.answer") == []
    assert Leg.objects.get(call_control_id=carl).state == "ringing"
    assert notes() == ["+15550100100 feeds no queue, so the call is not answered."]
