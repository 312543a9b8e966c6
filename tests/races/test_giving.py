"""A hundred agents, one caller: whoever is asked, and however many ask, it is one."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from agents.models import Agent
from callcontrol.models import Command
from callcontrol.unit_of_work import unit_of_work
from calls.aggregate import Calls
from live.refusals import Refused
from queues.actions import give_callers, offer_to
from queues.models import Offer, QueueEntry
from queues.states import OfferOrigin
from tests.queues.crowd import (
    make_callers,
    make_crowd,
    make_full_queue,
    offers_that_are_one_too_many,
)
from tests.races.rival import Rival

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RIVALS = 6
pytestmark = pytest.mark.postgres


def pick(entry_pk, agent_pk):
    agent = Agent.objects.select_related("user").get(pk=agent_pk)
    origin = OfferOrigin.PICK
    try:
        offer_to(entry_pk, agent_pk, origin=origin, requested_by=agent.user, now=NOW)
    except Refused:
        return


def tell(call_pk):
    """An event of the call comes at the same time, and everything is computed anew."""
    with unit_of_work(now=NOW) as work:
        work.touch(work.part(Calls).locked(call_pk))


def race(entries, agents, random):
    """Let sweeps, picks and events rush at the same callers at once."""
    rivals = []
    for _ in range(RIVALS):
        entry = random.choice(entries)
        agent = random.choice(agents)
        rivals += [
            Rival(lambda: give_callers(now=NOW)),
            Rival(lambda e=entry.pk, a=agent.pk: pick(e, a)),
            Rival(lambda c=entry.call_id: tell(c)),
        ]
    for rival in rivals:
        rival.end()


def start_again():
    """Everybody is free again, and the callers have left."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE queues_offer SET state = 'cancelled'")
        cursor.execute(
            "UPDATE queues_queueentry SET state = 'abandoned', left_at = now()"
        )
        cursor.execute("UPDATE agents_agent SET state = 'available'")
        cursor.execute("DELETE FROM agents_engagement")
        cursor.execute("DELETE FROM agents_agentstatechange")
        cursor.execute(
            "INSERT INTO agents_agentstatechange (agent_id, state, reason, started_at)"
            " SELECT id, state, '', state_since FROM agents_agent"
        )


@pytest.mark.parametrize(
    "times",
    [8, pytest.param(1000, marks=(pytest.mark.long, pytest.mark.timeout(3600)))],
)
def test_a_hundred_agents_and_one_caller(times):
    agents = make_crowd(100, now=NOW)
    queue = make_full_queue(agents, "Billing")
    random = Random(times)
    for _ in range(times):
        [entry] = make_callers(queue, 1, now=NOW)
        dials = Command.objects.filter(kind="call.dial").count()
        race([entry], agents, random)
        assert Offer.objects.filter(entry=entry).count() == 1
        assert Command.objects.filter(kind="call.dial").count() == dials + 1
        assert offers_that_are_one_too_many() == []
        start_again()


def test_as_many_callers_as_agents_all_get_one():
    agents = make_crowd(12, now=NOW)
    queue = make_full_queue(agents, "Billing")
    entries = make_callers(queue, 12, now=NOW)
    race(entries, agents, Random(7))
    # What a lock of somebody else left over is found by the next sweep.
    give_callers(now=NOW + timedelta(seconds=1))
    assert offers_that_are_one_too_many() == []
    assert Offer.objects.count() == 12
    assert not QueueEntry.objects.filter(state="waiting").exists()
