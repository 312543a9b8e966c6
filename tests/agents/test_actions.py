"""What agents choose and what calls make of them, with a log of it."""

from datetime import timedelta

import pytest

from agents import actions
from agents.models import Agent, AgentStateChange
from agents.states import MOVES, AgentState, may_move
from live.refusals import Refused
from tests.agents.conftest import NOW

WRAP_UP = timedelta(seconds=30)


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def put(agent, state, **facts):
    Agent.objects.filter(pk=agent.pk).update(state=state, **facts)


def state_of(agent):
    agent.refresh_from_db()
    return agent.state


def log_of(agent):
    changes = AgentStateChange.objects.filter(agent=agent).order_by("pk")
    return [(change.state, change.started_at, change.ended_at) for change in changes]


def test_choice_is_logged_with_who_made_it(cast, ana):
    actions.choose_state(
        ana.pk, AgentState.AVAILABLE, chosen_by=cast.sofia, now=after(5)
    )
    assert log_of(ana) == [
        ("offline", NOW, after(5)),
        ("available", after(5), None),
    ]
    assert AgentStateChange.objects.latest("pk").changed_by == cast.sofia


def test_same_choice_twice_is_one(cast, ana):
    for second in (1, 2):
        actions.choose_state(
            ana.pk, AgentState.AVAILABLE, chosen_by=cast.ana, now=after(second)
        )
    ana.refresh_from_db()
    assert ana.state_since == after(1)


def test_another_reason_is_another_state(cast, ana):
    for second, reason in ((1, "Lunch"), (2, "Training")):
        actions.choose_state(
            ana.pk, AgentState.NOT_READY, reason, chosen_by=cast.ana, now=after(second)
        )
    ana.refresh_from_db()
    assert (ana.reason, ana.state_since) == ("Training", after(2))


@pytest.mark.parametrize("engaged", [AgentState.RESERVED, AgentState.ON_CALL])
def test_choice_during_a_call_waits(cast, ana, engaged):
    put(ana, engaged)
    actions.choose_state(
        ana.pk, AgentState.NOT_READY, "Lunch", chosen_by=cast.ana, now=after(1)
    )
    assert state_of(ana) == engaged
    assert (ana.pending_state, ana.pending_reason) == ("not_ready", "Lunch")
    actions.choose_state(ana.pk, AgentState.AVAILABLE, chosen_by=cast.ana, now=after(2))
    assert (state_of(ana), ana.pending_state) == (engaged, "")


def test_only_an_available_agent_is_reserved(ana):
    for state in AgentState:
        put(ana, state)
        taken = actions.reserve(ana.pk, "Billing", now=after(1))
        assert taken is (state == AgentState.AVAILABLE)


def test_talk_and_wrap_up(ana, leg):
    put(ana, AgentState.RESERVED)
    assert actions.connect(ana.pk, leg.pk, "Carl", at=after(10))
    assert actions.start_wrap_up(
        ana.pk, leg.pk, ended_at=after(60), lasts=WRAP_UP, now=after(61)
    )
    assert state_of(ana) == "wrap_up"
    assert (ana.state_since, ana.state_until) == (after(60), after(90))
    assert ana.activity == "Carl"
    assert actions.end_due_wrap_ups(now=after(89)) == 0
    assert actions.end_due_wrap_ups(now=after(91)) == 1
    assert (state_of(ana), ana.state_since) == ("available", after(90))


def test_wrap_up_leads_to_what_was_chosen(cast, ana, leg):
    put(ana, AgentState.ON_CALL, leg=leg, pending_state="offline")
    actions.start_wrap_up(ana.pk, leg.pk, ended_at=NOW, lasts=WRAP_UP, now=NOW)
    assert (state_of(ana), ana.pending_state) == ("wrap_up", "offline")
    actions.finish_wrap_up(ana.pk, now=after(3))
    assert (state_of(ana), ana.pending_state) == ("offline", "")


def test_wrap_up_that_is_over_already_is_left_out(ana, leg):
    put(ana, AgentState.ON_CALL, leg=leg)
    actions.start_wrap_up(ana.pk, leg.pk, ended_at=NOW, lasts=WRAP_UP, now=after(30))
    assert state_of(ana) == "available"


def test_end_of_another_leg_changes_nothing(ana, leg):
    put(ana, AgentState.ON_CALL, leg=leg)
    assert not actions.start_wrap_up(
        ana.pk, leg.pk + 1, ended_at=NOW, lasts=WRAP_UP, now=NOW
    )
    assert state_of(ana) == "on_call"


def test_wrap_up_can_be_extended(ana):
    put(ana, AgentState.WRAP_UP, state_until=after(5))
    actions.extend_wrap_up(ana.pk, now=after(1))
    ana.refresh_from_db()
    assert ana.state_until == after(35)


@pytest.mark.parametrize("act", [actions.finish_wrap_up, actions.extend_wrap_up])
def test_without_wrap_up_there_is_nothing_to_do(ana, act):
    with pytest.raises(Refused):
        act(ana.pk, now=NOW)


def test_missed_offer_needs_a_choice_to_come_back(cast, ana):
    put(ana, AgentState.RESERVED, activity="Billing")
    assert actions.miss_offer(ana.pk, at=after(1))
    assert (state_of(ana), ana.activity) == ("not_responding", "Billing")
    actions.choose_state(ana.pk, "available", chosen_by=cast.ana, now=after(2))
    assert state_of(ana) == "available"


def test_missed_offer_of_somebody_who_wanted_to_go(ana):
    put(ana, AgentState.RESERVED, pending_state="not_ready", pending_reason="Lunch")
    assert actions.miss_offer(ana.pk, at=after(1))
    assert (state_of(ana), ana.reason) == ("not_ready", "Lunch")


def test_late_news_never_begins_before_what_it_follows(ana):
    put(ana, AgentState.RESERVED, state_since=after(10))
    actions.release(ana.pk, at=after(4))
    ana.refresh_from_db()
    assert ana.state_since == after(10)


def test_every_state_can_be_left_and_reached():
    reachable = {state for targets in MOVES.values() for state in targets}
    assert reachable == set(AgentState) == set(MOVES)
    assert not may_move(AgentState.OFFLINE, AgentState.RESERVED)
