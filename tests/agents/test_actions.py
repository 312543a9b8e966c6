"""What agents choose and what calls make of them, with a log of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents import actions
from agents.aggregate import Agents
from agents.models import Agent, AgentStateChange
from agents.states import MOVES, AgentState, may_move
from callcontrol.unit_of_work import unit_of_work
from calls.models import Leg
from live.refusals import Refused
from tests.agents.conftest import NOW, after, learn, rings, talks


def state_of(agent):
    agent.refresh_from_db()
    return agent.state


def log_of(agent):
    changes = AgentStateChange.objects.filter(agent=agent).order_by("started_at", "pk")
    return [(change.state, change.started_at, change.ended_at) for change in changes]


def choose(agent, state, reason="", *, second):
    actions.choose_state(
        agent.pk, state, reason, chosen_by=agent.user, now=after(second)
    )


def test_choice_is_logged_with_who_made_it(cast, ana):
    actions.choose_state(
        ana.pk, AgentState.AVAILABLE, chosen_by=cast.sofia, now=after(5)
    )
    assert log_of(ana) == [
        ("offline", NOW, after(5)),
        ("available", after(5), None),
    ]
    assert AgentStateChange.objects.latest("pk").changed_by == cast.sofia


def test_same_choice_twice_is_one(ana):
    for second in (1, 2):
        choose(ana, AgentState.AVAILABLE, second=second)
    ana.refresh_from_db()
    assert ana.state_since == after(1)
    assert len(log_of(ana)) == 2


def test_another_reason_is_another_state(ana):
    for second, reason in ((1, "Lunch"), (2, "Training")):
        choose(ana, AgentState.NOT_READY, reason, second=second)
    ana.refresh_from_db()
    assert (ana.reason, ana.state_since) == ("Training", after(2))


def test_clock_that_was_set_back_puts_no_choice_before_what_it_follows(free):
    choose(free, AgentState.NOT_READY, second=60)
    choose(free, AgentState.OFFLINE, second=30)
    assert (state_of(free), free.state_since) == ("offline", after(60))


@pytest.mark.parametrize("let", [lambda ana: rings(ana, 5), talks])
def test_choice_during_a_call_waits(free, let):
    let(free)
    engaged = state_of(free)
    assert engaged in ("reserved", "on_call")
    choose(free, AgentState.NOT_READY, "Lunch", second=12)
    assert state_of(free) == engaged
    assert (free.pending_state, free.pending_reason) == ("not_ready", "Lunch")
    choose(free, AgentState.AVAILABLE, second=13)
    assert (state_of(free), free.pending_state) == (engaged, "")


def test_ring_talk_and_wrap_up(free):
    engagement = rings(free, 5)
    assert (state_of(free), free.activity, free.leg) == ("reserved", "Billing", None)
    facts = {"caller": "Carl", "wrap_up": timedelta(seconds=30)}
    learn(engagement, now=10, connected_at=10, **facts)
    assert (state_of(free), free.activity) == ("on_call", "Carl")
    assert free.leg == Leg.objects.get(dial=engagement.dial_id)
    learn(engagement, now=61, over_at=60)
    assert state_of(free) == "wrap_up"
    assert (free.state_since, free.state_until) == (after(60), after(90))
    assert (free.activity, free.leg) == ("Carl", None)
    assert actions.end_due_wrap_ups(now=after(89)) == 0
    assert actions.end_due_wrap_ups(now=after(91)) == 1
    assert (state_of(free), free.state_since) == ("available", after(90))
    assert free.state_until is None
    assert log_of(free) == [
        ("offline", NOW, after(1)),
        ("available", after(1), after(5)),
        ("reserved", after(5), after(10)),
        ("on_call", after(10), after(60)),
        ("wrap_up", after(60), after(90)),
        ("available", after(90), None),
    ]


def test_wrap_up_leads_to_what_was_chosen(free):
    engagement = talks(free)
    choose(free, AgentState.OFFLINE, second=20)
    learn(engagement, now=30, over_at=30)
    assert (state_of(free), free.pending_state) == ("wrap_up", "offline")
    actions.finish_wrap_up(free.pk, by=free.user, now=after(33))
    assert (state_of(free), free.pending_state) == ("offline", "")
    assert free.state_since == after(33)


def test_wrap_up_that_is_over_already_is_told_by_the_log_only(free):
    engagement = talks(free)
    learn(engagement, now=100, over_at=30)
    assert (state_of(free), free.state_since) == ("available", after(60))
    assert ("wrap_up", after(30), after(60)) in log_of(free)


def test_end_of_an_earlier_call_leaves_the_present_one_alone(free):
    first = rings(free, 2)
    learn(first, now=4, over_at=4)
    talks(free)
    present = free.__class__.objects.get(pk=free.pk).leg
    learn(first, now=40, over_at=3.5)
    assert (state_of(free), free.leg) == ("on_call", present)


def test_wrap_up_can_be_extended(free):
    engagement = talks(free)
    learn(engagement, now=30, over_at=30)
    actions.extend_wrap_up(free.pk, now=after(31))
    assert (state_of(free), free.state_until) == ("wrap_up", after(90))
    # What is asked for after its end, before the sweep came, counts from then on.
    actions.extend_wrap_up(free.pk, now=after(95))
    assert (state_of(free), free.state_until) == ("wrap_up", after(125))
    actions.finish_wrap_up(free.pk, by=free.user, now=after(100))
    assert (state_of(free), free.state_since) == ("available", after(100))


def test_without_wrap_up_there_is_nothing_to_do(free):
    with pytest.raises(Refused):
        actions.finish_wrap_up(free.pk, by=free.user, now=after(5))
    with pytest.raises(Refused):
        actions.extend_wrap_up(free.pk, now=after(5))


def test_missed_offer_needs_a_choice_to_come_back(free):
    engagement = rings(free, 5)
    learn(engagement, now=25, over_at=25, is_missed=True)
    assert (state_of(free), free.activity) == ("not_responding", "Billing")
    choose(free, AgentState.AVAILABLE, second=30)
    assert (state_of(free), free.activity) == ("available", "")


def test_missed_offer_of_somebody_who_wanted_to_go(free):
    engagement = rings(free, 5)
    choose(free, AgentState.NOT_READY, "Lunch", second=6)
    learn(engagement, now=25, over_at=25, is_missed=True)
    assert (state_of(free), free.reason) == ("not_ready", "Lunch")


def test_offer_that_came_to_nothing_leaves_the_agent_free(free):
    learn(rings(free, 5), now=8, over_at=8)
    assert (state_of(free), free.state_since) == ("available", after(8))


def test_late_news_never_begins_before_what_it_follows(free):
    engagement = rings(free, 10)
    learn(engagement, now=11, over_at=4)
    assert state_of(free) == "available"
    starts = [start for _, start, _ in log_of(free)]
    assert starts == sorted(starts)


def test_proof_that_comes_late_corrects_the_log(free):
    """It was held for missed, and Ana had come back since: in truth she talked."""
    engagement = rings(free, 5)
    learn(engagement, now=25, over_at=25, is_missed=True)
    choose(free, AgentState.AVAILABLE, second=40)
    truth = {"connected_at": 10, "over_at": 30, "is_missed": False}
    learn(engagement, now=50, wrap_up=timedelta(seconds=60), **truth)
    assert log_of(free) == [
        ("offline", NOW, after(1)),
        ("available", after(1), after(5)),
        ("reserved", after(5), after(10)),
        ("on_call", after(10), after(30)),
        ("wrap_up", after(30), after(40)),
        ("available", after(40), None),
    ]
    assert (state_of(free), free.state_since) == ("available", after(40))


def test_same_facts_again_write_nothing(free):
    talks(free)
    with (
        CaptureQueriesContext(connection) as captured,
        unit_of_work(now=after(20)) as work,
    ):
        work.part(Agents).locked(free.pk).touch()
    written = [query["sql"] for query in captured if "SELECT" not in query["sql"]]
    assert not [sql for sql in written if sql.startswith(("INSERT", "UPDATE"))]


def test_two_facts_in_one_unit_are_two_lines_of_the_log(free):
    """As when a run of events is applied in one transaction."""
    engagement = rings(free, 5)
    with unit_of_work(now=after(60)) as work:
        mine = work.part(Agents).locked(free.pk)
        row = work.keep(type(engagement).objects.get(pk=engagement.pk))
        for name, second in (("connected_at", 10), ("over_at", 50)):
            setattr(row, name, after(second))
            row.wrap_up = timedelta(seconds=30)
            mine.hold(row)
            work.part(Agents).settle()
    assert [state for state, *_ in log_of(free)] == [
        "offline",
        "available",
        "reserved",
        "on_call",
        "wrap_up",
    ]
    assert Agent.objects.get(pk=free.pk).state_until == after(80)


def test_every_state_can_be_left_and_reached():
    reachable = {state for targets in MOVES.values() for state in targets}
    assert reachable == set(AgentState) == set(MOVES)
    assert not may_move(AgentState.OFFLINE, AgentState.RESERVED)
