"""When wrap-up begins and ends, by the rule that was kept when the call was connected."""

from datetime import timedelta

import pytest

from agents import actions
from agents.models import Agent, Engagement
from agents.spans import Held
from live.refusals import Refused
from tests.agents.conftest import after, learn, rings


def talk(agent: Agent, mode: str, **facts) -> Engagement:
    """Let a call be answered at 10, with this rule for its wrap-up."""
    held = rings(agent, 5)
    rule = {"wrap_up_mode": mode, "wrap_up": timedelta(seconds=30), **facts}
    learn(held, now=10, connected_at=10, **rule)
    return held


def state_of(agent: Agent) -> tuple[str, object]:
    agent.refresh_from_db()
    return agent.state, agent.state_until


@pytest.mark.parametrize(
    ("mode", "state", "until"),
    [
        ("mandatory", "wrap_up", None),
        ("timed", "wrap_up", after(50)),
        ("discretionary", "available", None),
        ("none", "available", None),
    ],
)
def test_the_end_of_a_call_by_the_rule_of_its_queue(free, mode, state, until):
    held = talk(free, mode)
    learn(held, now=20, over_at=20)
    assert state_of(free) == (state, until)


def test_wrap_up_without_an_end_lasts_until_somebody_ends_it(free):
    learn(talk(free, "mandatory"), now=20, over_at=20)
    assert actions.end_due_wrap_ups(now=after(5000)) == 0
    with pytest.raises(Refused, match="until you are done"):
        actions.extend_wrap_up(free.pk, now=after(5000))
    actions.finish_wrap_up(free.pk, by=free.user, now=after(5001))
    assert state_of(free) == ("available", None)


@pytest.mark.parametrize(("asks", "state"), [(True, "wrap_up"), (False, "available")])
def test_an_agent_asks_for_wrap_up_where_it_is_theirs_to_ask(free, asks, state):
    held = talk(free, "discretionary")
    actions.ask_for_wrap_up(free.pk, wants=True, now=after(12))
    actions.ask_for_wrap_up(free.pk, wants=asks, now=after(13))
    learn(held, now=20, over_at=20)
    assert state_of(free) == (state, None)


@pytest.mark.parametrize("mode", ["mandatory", "timed", "none"])
def test_nobody_asks_for_wrap_up_where_the_queue_decides(free, mode):
    talk(free, mode)
    with pytest.raises(Refused, match="nothing that you choose"):
        actions.ask_for_wrap_up(free.pk, wants=True, now=after(12))


def test_nobody_asks_for_wrap_up_without_a_call(free):
    with pytest.raises(Refused, match="no call"):
        actions.ask_for_wrap_up(free.pk, wants=True, now=after(12))


def test_a_required_outcome_goes_before_done_and_every_other_way_out(free):
    held = talk(free, "mandatory", requires_outcome=True)
    learn(held, now=20, over_at=20)
    with pytest.raises(Refused, match="outcome"):
        actions.finish_wrap_up(free.pk, by=free.user, now=after(21))
    for state, reason in (("available", ""), ("not_ready", "Lunch")):
        with pytest.raises(Refused, match="outcome"):
            actions.choose_state(
                free.pk, state, reason, chosen_by=free.user, now=after(22)
            )
    learn(held, now=23, has_outcome=True)
    actions.finish_wrap_up(free.pk, by=free.user, now=after(24))
    assert state_of(free) == ("available", None)


def test_a_supervisor_and_the_clock_need_no_outcome(free, cast):
    first = talk(free, "timed", requires_outcome=True)
    learn(first, now=20, over_at=20)
    assert actions.end_due_wrap_ups(now=after(51)) == 1
    assert state_of(free) == ("available", None)


def test_a_supervisor_ends_a_wrap_up_without_outcome(free, cast):
    learn(talk(free, "mandatory", requires_outcome=True), now=20, over_at=20)
    actions.finish_wrap_up(free.pk, by=cast.sofia, now=after(21))
    assert state_of(free) == ("available", None)


def test_whoever_goes_home_needs_no_outcome(free):
    learn(talk(free, "mandatory", requires_outcome=True), now=20, over_at=20)
    actions.choose_state(free.pk, "offline", chosen_by=free.user, now=after(21))
    assert state_of(free) == ("offline", None)


@pytest.mark.parametrize(
    ("ended", "until"), [(None, None), (70, 70), (55, 60), (9000, 9000)]
)
def test_end_of_a_wrap_up_without_time(ended, until):
    at = {"connected_at": after(15), "over_at": after(60)}
    held = Held("a", after(10), wrap_up=None, **at)
    if ended is not None:
        held = Held("a", after(10), wrap_up=None, wrap_up_ended_at=after(ended), **at)
    assert held.wrap_up_until == (None if until is None else after(until))
