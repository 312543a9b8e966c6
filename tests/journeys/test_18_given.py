"""The floor gives itself its calls: nobody presses anything but Answer."""

from datetime import timedelta

import pytest

from agents.actions import choose_state
from agents.models import Agent, Workday
from agents.states import AgentState
from calls.models import Call
from queues.models import Offer, QueueEntry, RoutingDecision
from queues.states import OfferOrigin, OfferState, Strategy
from tests.queues.stage import Floor

ANA, BEN = "sip:ana@sip.telnyx.com", "sip:ben@sip.telnyx.com"


@pytest.fixture
def floor(world, cast):
    """Ana became available before Ben."""
    return Floor(world, cast, mode="both", not_again_secs=20)


def rings(agent):
    return Offer.objects.filter(agent=agent, state=OfferState.RINGING)


def answer(world, address, after_secs=1, **script):
    world.script(address, behaviour="answer", after_secs=after_secs, **script)


def test_caller_is_given_to_whoever_has_been_idle_for_longest(
    world, floor, any_weather
):
    answer(world, ANA)
    floor.call_in()
    world.run_until(lambda: floor.state_of(floor.ana) == AgentState.ON_CALL)

    offer = Offer.objects.get()
    assert (offer.agent, offer.origin) == (floor.ana, OfferOrigin.PUSH)
    entry = QueueEntry.objects.get()
    assert entry.answered_by == floor.ana
    # Dialled in the moment in which the caller stood in the queue.
    assert offer.made_at - entry.entered_at < timedelta(seconds=1)
    [decision] = RoutingDecision.objects.all()
    assert offer.routing == decision
    assert [one["name"] for one in decision.considered] == ["Ana", "Ben"]
    assert floor.state_of(floor.ben) == AgentState.AVAILABLE


def test_who_becomes_free_gets_the_one_who_waits_longest(world, floor):
    for agent in (floor.ana, floor.ben):
        choose_state(
            agent.pk,
            AgentState.NOT_READY,
            "Lunch",
            chosen_by=floor.cast.ana,
            now=world.now,
        )
    first = floor.wait_in_line()
    world.run(2)
    second = floor.wait_in_line(from_="+15557770002")
    world.run(2)
    assert not Offer.objects.exists()

    state = AgentState.AVAILABLE
    choose_state(floor.ben.pk, state, chosen_by=floor.cast.ben, now=world.now)
    # In the same transaction, without anything in between.
    assert Offer.objects.get().entry == first
    choose_state(floor.ana.pk, state, chosen_by=floor.cast.ana, now=world.now)
    assert set(Offer.objects.values_list("agent__name", "entry_id")) == {
        ("Ben", first.pk),
        ("Ana", second.pk),
    }


def test_declined_goes_to_the_next_at_once_and_keeps_its_place(world, floor):
    world.script(ANA, behaviour="decline", after_secs=2)
    answer(world, BEN)
    floor.call_in()
    world.run_until(lambda: Offer.objects.exists())
    since = QueueEntry.objects.get().entered_at
    world.run_until(lambda: Offer.objects.filter(agent=floor.ben).exists())

    declined, next_one = Offer.objects.order_by("pk")
    assert declined.state == OfferState.DECLINED
    assert declined.ended_at is not None
    assert next_one.made_at - declined.ended_at < timedelta(seconds=1)
    assert QueueEntry.objects.get().entered_at == since
    world.run_until(lambda: floor.state_of(floor.ben) == AgentState.ON_CALL)
    assert floor.state_of(floor.ana) == AgentState.NOT_RESPONDING


def test_who_gave_a_caller_back_is_not_asked_again_for_a_while(world, floor):
    choose_state(
        floor.ben.pk, AgentState.OFFLINE, chosen_by=floor.cast.ben, now=world.now
    )
    world.script(ANA, behaviour="ignore")
    floor.call_in()
    world.run_until(lambda: rings(floor.ana).exists())
    offer = Offer.objects.get()
    answered = floor.post(floor.cast.ana, f"/queues/offers/{offer.pk}/cancel/")
    assert answered.status_code == 204
    world.run(15)
    assert Offer.objects.count() == 1
    assert floor.state_of(floor.ana) == AgentState.AVAILABLE
    world.run(10)
    assert Offer.objects.count() == 2
    first, second = Offer.objects.order_by("pk")
    assert first.ended_at is not None
    assert second.made_at - first.ended_at >= timedelta(seconds=20)


def test_a_failing_network_costs_no_place_and_blames_nobody(world, floor):
    before = Agent.objects.get(pk=floor.ana.pk).available_at
    refusal = {"kind": "status", "operation": "calls.dial", "status": 422}
    world.control("faults", api=[refusal])
    world.script(BEN, behaviour="ignore")
    floor.call_in()
    world.run_until(lambda: Offer.objects.filter(state=OfferState.FAILED).exists())
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert (ana.state, ana.available_at) == (AgentState.AVAILABLE, before)
    world.run_until(lambda: rings(floor.ben).exists(), within=3)


def test_several_ring_and_the_first_who_answers_has_the_caller(world, cast):
    floor = Floor(world, cast, mode="push", strategy=Strategy.RING_SEVERAL)
    answer(world, ANA, after_secs=6)
    answer(world, BEN, after_secs=3)
    floor.call_in()
    world.run_until(lambda: rings(floor.ana).exists() and rings(floor.ben).exists())
    world.run_until(lambda: floor.state_of(floor.ben) == AgentState.ON_CALL)
    world.run(5)

    assert dict(Offer.objects.values_list("agent__name", "state")) == {
        "Ana": OfferState.TAKEN,
        "Ben": OfferState.CONNECTED,
    }
    # Nobody's fault, and nobody is left ringing or talking into the void.
    assert floor.state_of(floor.ana) == AgentState.AVAILABLE
    assert len(world.commands("calls.bridge")) == 1
    live = [leg for leg in world.truth()["legs"] if leg["phase"] != "ended"]
    assert len(live) == 2


def test_own_work_is_counted_for_the_day(world, floor):
    answer(world, ANA, talk_secs=30)
    floor.call_in(talk_secs=30)
    ended = Call.objects.filter(state="ended")
    world.run_until(ended.exists, within=90)
    world.run(1)
    day = Workday.objects.get()
    assert (day.agent, day.calls) == (floor.ana, 1)
    assert 25_000 < day.talked_ms < 35_000


def test_in_a_queue_of_pushes_nobody_picks(world, cast):
    floor = Floor(world, cast, mode="push")
    for agent in (floor.ana, floor.ben):
        Agent.objects.filter(pk=agent.pk).update(state=AgentState.NOT_READY)
    entry = floor.wait_in_line()
    Agent.objects.filter(pk=floor.ana.pk).update(state=AgentState.AVAILABLE)
    said = floor.pick(cast.ana, entry)
    assert said.status_code == 409
    assert "Billing offers its callers by itself." in said.content.decode()
    # The sweep finds whoever no reaction was told of.
    world.run(2)
    assert rings(floor.ana).exists()
