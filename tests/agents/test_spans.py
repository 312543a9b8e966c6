"""What an agent was doing follows from what was chosen and what calls made of them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.spans import Choice, Held, Span, course_of
from agents.states import ENGAGED, AgentState

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANA = 7


def at(seconds):
    return START + timedelta(seconds=seconds)


def chose(seconds, state, reason=""):
    return Choice(at(seconds), AgentState(state), reason, ANA)


def held(reserved, *, connected=None, over=None, key="call", **facts):
    """An engagement; moments are seconds after the start, wrap-up lasts 30 s."""
    times = {"connected_at": connected, "over_at": over}
    times = {name: at(value) for name, value in times.items() if value is not None}
    given = {"wrap_up": timedelta(seconds=30), **times, **facts}
    return Held(key, at(reserved), activity="Billing", caller="Carl", **given)


def course(*told, base="available", now=1000):
    return course_of(
        Span(AgentState(base), START),
        [one for one in told if isinstance(one, Choice)],
        [one for one in told if isinstance(one, Held)],
        now=at(now),
    )


def spans(*told, **more):
    """Return state and second of each span."""
    return [
        (str(span.state), (span.started_at - START).total_seconds())
        for span in course(*told, **more).spans
    ]


TALK = held(10, connected=15, over=60)
FREE = ("available", 0)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([held(10)], [FREE, ("reserved", 10)]),
        ([held(10, connected=15)], [FREE, ("reserved", 10), ("on_call", 15)]),
        # Nobody is to blame: the agent is as free as before.
        ([held(10, over=20)], [FREE, ("reserved", 10), ("available", 20)]),
        (
            [held(10, over=20, is_missed=True)],
            [FREE, ("reserved", 10), ("not_responding", 20)],
        ),
        (
            [TALK],
            [
                FREE,
                ("reserved", 10),
                ("on_call", 15),
                ("wrap_up", 60),
                ("available", 90),
            ],
        ),
    ],
    ids=["rings", "talks", "came to nothing", "missed", "talk with wrap-up"],
)
def test_a_call_holds_an_agent_from_the_ring_to_the_end_of_wrap_up(told, expected):
    assert spans(*told) == expected


def test_wrap_up_goes_on_until_its_time_has_come():
    during = course(TALK, now=89)
    [*_, last] = during.spans
    assert (last.state, last.started_at, last.until) == ("wrap_up", at(60), at(90))
    assert spans(TALK, now=90)[-1] == ("available", 90)


@pytest.mark.parametrize(
    ("facts", "until"),
    [
        ({}, 90),
        ({"wrap_up": timedelta(seconds=60)}, 120),
        ({"wrap_up": timedelta()}, 60),
        ({"wrap_up_ended_at": at(70)}, 70),
        # Ended after it was over anyway, and before it began: neither moves it there.
        ({"wrap_up_ended_at": at(95)}, 90),
        ({"wrap_up_ended_at": at(55)}, 60),
    ],
)
def test_end_of_wrap_up(facts, until):
    talk = held(10, connected=15, over=60, **facts)
    assert talk.wrap_up_until == at(until)
    assert spans(talk)[-1] == ("available", until)


@pytest.mark.parametrize("never", [held(10), held(10, over=20), held(10, connected=15)])
def test_there_is_no_wrap_up_without_a_talk_that_is_over(never):
    assert never.wrap_up_until is None


def test_queue_without_wrap_up_leaves_none_in_the_log():
    talk = held(10, connected=15, over=60, wrap_up=timedelta())
    assert spans(talk) == [FREE, ("reserved", 10), ("on_call", 15), ("available", 60)]


@pytest.mark.parametrize("second", [12, 15, 30])
def test_choice_during_a_call_waits_until_after_wrap_up(second):
    lunch = chose(second, "not_ready", "Lunch")
    during = course(held(10, connected=15), lunch)
    assert during.state == "on_call"
    assert during.pending == lunch
    after = course(TALK, lunch)
    assert after.pending is None
    last = after.spans[-1]
    assert (last.state, last.reason, last.by) == ("not_ready", "Lunch", ANA)
    assert last.started_at == at(90)


def test_available_during_a_call_takes_an_earlier_wish_back():
    wishes = [chose(20, "offline"), chose(30, "available")]
    assert course(held(10, connected=15), *wishes).pending is None
    assert spans(TALK, *wishes)[-1] == ("available", 90)


def test_choice_during_wrap_up_ends_it():
    assert spans(TALK, chose(70, "not_ready"))[-2:] == [
        ("wrap_up", 60),
        ("not_ready", 70),
    ]


def test_who_wanted_to_go_and_misses_a_call_goes():
    missed = held(10, over=20, is_missed=True)
    assert spans(chose(15, "offline"), missed)[-1] == ("offline", 20)


def test_who_missed_a_call_is_back_by_a_choice_only():
    missed = held(10, over=20, is_missed=True)
    assert course(missed, now=100_000).state == "not_responding"
    assert spans(missed, chose(30, "available"))[-1] == ("available", 30)


def test_span_says_what_it_is_about():
    rings, talks, wraps, free = course(TALK).spans[1:]
    assert (rings.activity, talks.activity, wraps.activity) == (
        "Billing",
        "Carl",
        "Carl",
    )
    assert (rings.key, talks.key, wraps.key) == ("call",) * 3
    assert (free.activity, free.key, free.by) == ("", None, None)
    missed = course(held(10, over=20, is_missed=True)).spans[-1]
    assert missed.activity == "Billing"


def test_talk_that_was_told_late_takes_the_miss_back():
    """Concluded as missed, chosen back, offered the next: and then proof of the talk."""
    back, following = chose(45, "available"), held(50, key="next")
    missed = held(10, over=40, is_missed=True)
    assert spans(missed, back, following)[2:] == [
        ("not_responding", 40),
        ("available", 45),
        ("reserved", 50),
    ]
    talk = held(10, connected=15, over=48)
    assert spans(talk, back, following)[2:] == [
        ("on_call", 15),
        ("wrap_up", 48),
        ("reserved", 50),
    ]


def test_end_of_an_earlier_call_leaves_a_later_one_alone():
    first = held(10, connected=15, over=60)
    second = held(40, connected=45, key="second")
    assert spans(first, second)[-2:] == [("reserved", 40), ("on_call", 45)]


def test_wrap_up_of_an_earlier_call_sets_nobody_free_who_is_rung_again():
    second = held(70, key="second")
    assert spans(TALK, second)[-2:] == [("wrap_up", 60), ("reserved", 70)]


def test_wrap_up_of_an_earlier_call_does_not_end_that_of_a_later_one():
    later = held(65, connected=66, over=80, key="next")
    assert spans(TALK, later, now=100)[-1] == ("wrap_up", 80)


def test_next_call_in_the_moment_in_which_the_last_one_ended():
    assert spans(held(10, over=20), held(20, key="second"))[-2:] == [
        ("reserved", 10),
        ("reserved", 20),
    ]


def test_two_calls_connected_in_the_same_moment_are_told_apart_by_their_beginning():
    first = held(2, connected=10, key="first")
    second = held(3, connected=10, key="second")
    assert course(first, second) == course(second, first)
    assert course(first, second).held == second


def test_connected_without_ever_having_rung():
    assert spans(held(10, connected=10)) == [FREE, ("on_call", 10)]


def test_end_never_lies_before_its_beginning():
    """Each moment is by a clock of its own, and one may be behind."""
    assert spans(held(10, over=8))[-1] == ("available", 0)
    assert spans(held(10, connected=8, over=9)) == [
        FREE,
        ("wrap_up", 10),
        ("available", 39),
    ]


def test_nothing_lies_before_the_state_from_which_it_is_computed():
    assert spans(chose(-5, "not_ready")) == [FREE, ("not_ready", 0)]


def test_what_was_chosen_again_is_one_span():
    again = [chose(second, "not_ready", "Lunch") for second in (5, 9)]
    assert spans(*again) == [FREE, ("not_ready", 5)]
    assert spans(chose(5, "not_ready", "Lunch"), chose(9, "not_ready", "Break")) == [
        FREE,
        ("not_ready", 5),
        ("not_ready", 9),
    ]


SECONDS = st.integers(0, 60)
CHOICES = st.builds(
    chose, SECONDS, st.sampled_from(["available", "not_ready", "offline"])
)


@st.composite
def engagements(draw):
    begun = draw(SECONDS)
    connected = draw(st.none() | st.integers(begun, 70))
    over = draw(st.none() | st.integers(begun, 80))
    is_missed = connected is None and over is not None and draw(st.booleans())
    return held(
        begun, connected=connected, over=over, is_missed=is_missed, key=("call", begun)
    )


@given(
    st.lists(CHOICES, max_size=4, unique_by=lambda one: one.at),
    st.lists(engagements(), max_size=4, unique_by=lambda one: one.reserved_at),
    st.data(),
)
def test_order_in_which_it_was_told_does_not_matter(choices, calls, data):
    base = Span(AgentState.AVAILABLE, START)
    expected = course_of(base, choices, calls, now=at(65))
    shuffled = course_of(
        base,
        data.draw(st.permutations(choices)),
        data.draw(st.permutations(calls)),
        now=at(65),
    )
    assert shuffled == expected


@given(
    st.lists(CHOICES, max_size=4, unique_by=lambda one: one.at),
    st.lists(engagements(), max_size=4, unique_by=lambda one: one.reserved_at),
)
def test_log_is_one_line_of_different_states(choices, calls):
    log = course_of(Span(AgentState.AVAILABLE, START), choices, calls, now=at(65)).spans
    assert log[0] == Span(AgentState.AVAILABLE, START)
    starts = [span.started_at for span in log]
    # Only the first one, which is given, may have lasted no time at all.
    assert starts[1:] == sorted(set(starts[1:]))
    assert not any(
        (one.state, one.reason, one.key) == (following.state, following.reason, None)
        and one.by == following.by
        for one, following in pairwise(log)
    )


@given(st.lists(engagements(), max_size=4, unique_by=lambda one: one.reserved_at))
def test_who_is_held_by_nothing_open_is_not_engaged(calls):
    over = [one for one in calls if one.over_at is not None]
    assert course(*over, now=65).state not in ENGAGED
