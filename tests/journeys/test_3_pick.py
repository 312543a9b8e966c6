"""Ana picks Carl: her phone is dialled, she answers, and they are connected."""

import pytest

from agents.models import Agent
from calls.models import Call, Leg
from queues.models import Offer, QueueEntry
from tests.queues.stage import Floor

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, ring_secs=15)


def test_ana_and_carl_are_connected(floor, world):
    call = floor.talk()
    world.run(3)

    entry = QueueEntry.objects.get()
    assert (entry.state, entry.answered_by) == ("answered", floor.ana)
    offer = Offer.objects.get()
    assert (offer.state, offer.origin, offer.agent) == ("connected", "pick", floor.ana)
    assert offer.leg == floor.agent_leg(call)
    assert offer.leg.user == floor.cast.ana
    assert {leg.place for leg in Leg.objects.all()} == {"bridge"}
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert (ana.state, ana.leg, ana.activity) == ("on_call", offer.leg, "Carl")


def test_bridge_is_by_carls_id_and_protects_anas_leg(floor, world):
    call = floor.talk()
    world.run(3)
    agent, customer = floor.agent_leg(call), floor.customer_leg(call)
    [dial] = world.commands("calls.dial")
    assert dial["params"]["link_to"] == customer.call_control_id
    assert dial["params"]["timeout_secs"] == 15
    [bridge] = world.commands("calls.bridge")
    assert bridge["params"]["call_control_id"] == customer.call_control_id
    assert bridge["params"]["park_after_unbridge"] == "self"
    assert bridge["params"]["prevent_double_bridge"] is True
    legs = {leg["call_control_id"]: leg for leg in world.truth()["legs"]}
    place = legs[agent.call_control_id]["place"]
    assert place == {"kind": "bridged", "with": customer.call_control_id}


def test_desk_moves_only_as_webhooks_confirm(floor, world, cast, screen):
    desk = screen(cast.ana, "desk")
    entry = floor.wait_in_line()
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    floor.pick(cast.ana, entry)
    desk.assert_equals_reload()
    assert "Calling your phone" in desk.html
    world.run_until(lambda: floor.last_offer().state == "ringing")
    desk.assert_equals_reload()
    assert "Your phone rings" in desk.html
    world.act(floor.agent_leg(entry.call).call_control_id, "answer")
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")
    desk.assert_equals_reload()
    assert "cc-offer" not in desk.html


def test_of_two_agents_one_wins_and_the_other_hears_who(floor, world, cast):
    entry = floor.wait_in_line()
    assert floor.pick(cast.ana, entry).status_code == 204
    refusal = floor.pick(cast.ben, entry)
    assert refusal.status_code == 409
    assert "Ana was faster." in refusal.content.decode()
    world.run(5)
    assert Offer.objects.count() == 1
    assert floor.state_of(floor.ben) == "available"
    assert len(world.commands("calls.dial")) == 1


def test_ana_does_not_answer_and_carl_keeps_his_place(floor, world, cast):
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    entry = floor.wait_in_line()
    entered_at = entry.entered_at
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.state_of(floor.ana) == "not_responding", within=40)
    world.run(8)

    entry.refresh_from_db()
    assert (entry.state, entry.entered_at) == ("waiting", entered_at)
    assert floor.last_offer().state == "no_answer"
    [queued] = world.truth()["queues"][0]["entries"]
    assert queued["position"] == 1
    alive = [leg for leg in world.truth()["legs"] if leg["is_alive"]]
    assert len(alive) == 1


def test_carl_hangs_up_while_anas_phone_rings(floor, world, cast):
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "ringing")
    world.act(entry.leg.call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "available")
    world.run(8)

    assert floor.last_offer().state == "caller_left"
    assert QueueEntry.objects.get().state == "abandoned"
    assert floor.state_of(floor.ana) == "available"
    assert [leg for leg in world.truth()["legs"] if leg["is_alive"]] == []
    assert Call.objects.get().state == "ended"


def test_take_next_gives_back_whom_the_agent_has_just_declined(floor, world, cast):
    """What a queue would not ask the same agent again so soon, they may ask for."""
    entry = floor.wait_in_line()
    world.script("sip:ana@sip.telnyx.com", behaviour="decline")
    floor.pick(cast.ana, entry)
    world.run_until(lambda: Offer.objects.get().ended_at)
    world.script("sip:ana@sip.telnyx.com", behaviour="answer")
    floor.post(cast.ana, "/agents/me/state/", state="available")
    assert floor.post(cast.ana, "/queues/take-next/").status_code == 204
    world.run_until(lambda: QueueEntry.objects.get().state == "answered")


def test_take_next_gives_whoever_has_waited_longest(floor, world, cast):
    carl = floor.wait_in_line()
    floor.wait_in_line(from_="+15557770002", caller_name="Dora")
    assert floor.post(cast.ana, "/queues/take-next/").status_code == 204
    offer = floor.last_offer()
    assert (offer.entry, offer.origin) == (carl, "take_next")
    assert offer.reasons[0].startswith("Longest wait in Ana's queues:")
