"""Many agents, one caller: the database lets exactly one have it."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection

from accounts.roles import Role
from agents.actions import add_agent, choose_state
from agents.models import Agent, Engagement
from agents.states import AgentState
from callcontrol.models import Command
from calls.models import Dial
from live.refusals import Refused
from provisioning.models import PhoneNumber
from queues.actions import offer_to, take_next
from queues.models import InboundRoute, Offer, QueueEntry
from queues.states import OfferOrigin
from tests.factories import make_phone, make_queue, make_user, open_screen
from tests.queues import history

NOW = history.START + timedelta(seconds=20)


@pytest.fixture
def agents(transactional_db) -> list[Agent]:
    """Six available agents of one queue."""
    agents = []
    for name in ("ana", "ben", "cleo", "dan", "eda", "fritz"):
        user = make_user(name, Role.AGENT)
        make_phone(user)
        open_screen(user)
        agent = add_agent(user, name.title(), now=history.START)
        state = AgentState.AVAILABLE
        choose_state(agent.pk, state, chosen_by=user, now=history.START)
        agents.append(agent)
    queue = make_queue("Billing", agents)
    number = PhoneNumber.objects.create(number=history.NUMBER)
    InboundRoute.objects.create(phone_number=number, queue=queue)
    return agents


@pytest.fixture
def entry(agents) -> QueueEntry:
    history.tell(history.entering(), now=NOW)
    return QueueEntry.objects.get()


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Run all in threads of their own that start together; return what each gave."""
    start = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            start.wait()
            results[place] = acts[place]()
        except Refused as refusal:
            results[place] = refusal
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def picking(agent: Agent, entry: QueueEntry) -> Callable[[], Offer]:
    return lambda: offer_to(
        entry.pk, agent.pk, origin=OfferOrigin.PICK, requested_by=agent.user, now=NOW
    )


@pytest.mark.parametrize("number", [2, 6])
def test_one_of_many_gets_the_caller(agents, entry, number):
    results = at_once([picking(agent, entry) for agent in agents[:number]])

    [offer] = [result for result in results if isinstance(result, Offer)]
    refusals = [result for result in results if isinstance(result, Refused)]
    assert {refusal.sentence for refusal in refusals} == {
        f"{offer.agent.name} was faster."
    }
    assert len(refusals) == number - 1
    assert (
        Offer.objects.count() == Command.objects.filter(kind="call.dial").count() == 1
    )
    states = Agent.objects.exclude(pk=offer.agent_id).values_list("state", flat=True)
    assert set(states) == {AgentState.AVAILABLE}


def test_one_agent_gets_one_of_two_callers(agents, entry):
    ana = agents[0]
    results = at_once([lambda: take_next(ana.pk, requested_by=ana.user, now=NOW)] * 2)
    assert sum(isinstance(result, Offer) for result in results) == 1
    assert Offer.objects.count() == 1


def test_database_itself_refuses_a_second_offer(agents, entry):
    """Were the guards to fail, the constraint would still hold."""
    picking(agents[0], entry)()
    QueueEntry.objects.update(state="waiting")
    with pytest.raises(IntegrityError):
        picking(agents[1], entry)()
    assert Agent.objects.get(pk=agents[1].pk).state == AgentState.AVAILABLE
    assert Command.objects.filter(kind="call.dial").count() == 1
    assert Offer.objects.count() == Dial.objects.count() == Engagement.objects.count()


def test_whoever_comes_later_is_told_who_was_faster(agents, entry):
    picking(agents[0], entry)()
    for agent, words in (
        (agents[0], "You have this call already."),
        (agents[1], "Ana was faster."),
    ):
        with pytest.raises(Refused) as refusal:
            picking(agent, entry)()
        assert refusal.value.sentence == words
