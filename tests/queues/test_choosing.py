"""Whom a waiting caller is offered to: plain values in, a choice with its reasons out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queues.routing import (
    Candidate,
    Policy,
    SkillStep,
    Sticky,
    Verdict,
    WaitingFor,
    choose_agents,
    lacking,
    needed_at,
)
from queues.states import Strategy

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GERMAN, SPANISH = 1, 2


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def agent(pk, name, idle=60, **about):
    return Candidate(pk, name, ago(idle), **about)


def caller(waited=10, **about):
    return WaitingFor(7, ago(waited), **about)


def step(level, after=0, skill=GERMAN):
    name = "German" if skill == GERMAN else "Spanish"
    return SkillStep(skill, name, level, timedelta(seconds=after))


def choose(strategy, *candidates, room=1, waited=10, steps=(), **about):
    policy = Policy("Billing", strategy, steps=tuple(steps))
    waiting = caller(waited, **about)
    return choose_agents(waiting, policy, candidates, room=room, now=NOW)


def names(choice):
    return [one.name for one in choice.chosen]


ANA = agent(1, "Ana", 30, calls=4, talked=timedelta(minutes=9), rank=2)
BEN = agent(2, "Ben", 90, calls=6, talked=timedelta(minutes=5), rank=3)
LEO = agent(3, "Leo", 10, calls=9, talked=timedelta(minutes=30), rank=1)


@pytest.mark.parametrize(
    ("strategy", "first", "reason"),
    [
        (
            Strategy.LONGEST_IDLE,
            "Ben",
            "Of 3 who could be asked, Ben has been idle for longest: "
            "idle for 1:30 since they became available.",
        ),
        (
            Strategy.FEWEST_CALLS,
            "Ana",
            "Of 3 who could be asked, Ana had the fewest calls today: 4 calls today.",
        ),
        (
            Strategy.LEAST_TALK,
            "Ben",
            "Of 3 who could be asked, Ben talked least today: talked for 5:00 today.",
        ),
        (
            Strategy.LINEAR,
            "Leo",
            "Of 3 who could be asked, Leo comes first in the queue's order: "
            "number 1 of the queue's order.",
        ),
    ],
)
def test_strategy_decides_and_says_so(strategy, first, reason):
    choice = choose(strategy, ANA, BEN, LEO)
    assert names(choice) == [first]
    assert choice.reasons == (reason,)
    assert {one.name for one in choice.considered} == {"Ana", "Ben", "Leo"}
    verdicts = {one.name: one.verdict for one in choice.considered}
    assert verdicts.pop(first) == Verdict.CHOSEN
    assert set(verdicts.values()) == {Verdict.LATER}


def test_in_turn_goes_whoever_was_asked_least_lately():
    asked = [replace(ANA, offered_at=ago(20)), replace(BEN, offered_at=ago(50)), LEO]
    assert names(choose(Strategy.ROUND_ROBIN, *asked)) == ["Leo"]
    assert names(choose(Strategy.ROUND_ROBIN, *asked[:2])) == ["Ben"]


def test_several_ring_at_once_as_many_as_there_is_room_for():
    choice = choose(Strategy.RING_SEVERAL, ANA, BEN, LEO, room=2)
    assert names(choice) == ["Ben", "Ana"]
    assert choice.reasons == ("2 of 3 ring at once: Ben, Ana.",)


def test_lots_are_the_same_each_time_and_other_ones_on_the_next_turn():
    agents = [agent(pk, f"Agent {pk}") for pk in range(1, 9)]
    drawn = [names(choose(Strategy.RANDOM, *agents, offers=n)) for n in range(12)]
    again = [names(choose(Strategy.RANDOM, *agents, offers=n)) for n in range(12)]
    assert drawn == again
    assert len({first for [first] in drawn}) > 3


def test_primary_goes_before_overflow_whatever_the_strategy():
    overflow = replace(BEN, place=2)
    choice = choose(Strategy.LONGEST_IDLE, ANA, overflow)
    assert names(choice) == ["Ana"]
    assert choice.reasons == (
        "Ana is the only one whose queue this is.",
        "1 more take this queue as overflow.",
    )


def test_who_was_asked_a_moment_ago_rests():
    resting = replace(
        BEN, rests_until=NOW + timedelta(seconds=20), rests_because="declined"
    )
    choice = choose(Strategy.LONGEST_IDLE, ANA, resting)
    assert names(choice) == ["Ana"]
    [ben] = [one for one in choice.considered if one.name == "Ben"]
    assert (ben.verdict, ben.words) == (
        Verdict.RESTS,
        "declined; asked again in 0:20",
    )
    alone = choose(Strategy.LONGEST_IDLE, resting)
    assert alone.chosen == ()
    assert alone.again_at == resting.rests_until


STEPS = (step(3), step(2, after=60))


@pytest.mark.parametrize(
    ("waited", "level", "is_able"),
    [(0, 3, True), (59, 2, False), (60, 2, True), (60, 1, False)],
)
def test_german_three_for_a_minute_then_two(waited, level, is_able):
    leo = replace(LEO, skills={GERMAN: level})
    choice = choose(Strategy.LONGEST_IDLE, leo, steps=STEPS, waited=waited)
    assert bool(choice.chosen) is is_able


def test_lacking_a_skill_is_told_with_what_is_needed():
    leo = replace(LEO, skills={GERMAN: 1})
    choice = choose(Strategy.LONGEST_IDLE, leo, steps=STEPS, waited=59)
    [considered] = choice.considered
    assert considered.words == "has German 1; German ≥ 3 is needed"
    assert choice.reasons == ("Nobody who was available could be asked.",)
    # The caller entered 59 s ago: in one second less is needed.
    assert choice.again_at == NOW + timedelta(seconds=1)


def test_a_skill_of_level_zero_is_not_needed_any_more():
    steps = (*STEPS, step(0, after=120), step(1, skill=SPANISH))
    needed = needed_at(steps, timedelta(seconds=120))
    assert [(one.skill, one.level) for one in needed] == [("Spanish", 1)]


def sticky(until, pk=LEO.agent_pk):
    return Sticky(pk, "Leo", NOW + timedelta(seconds=until))


def test_who_talked_with_the_caller_last_goes_first():
    choice = choose(Strategy.LONGEST_IDLE, ANA, BEN, LEO, sticky=sticky(30))
    assert names(choice) == ["Leo"]
    assert choice.reasons == ("Leo talked with this caller last.",)


def test_caller_waits_for_them_alone_until_the_limit():
    held = choose(Strategy.LONGEST_IDLE, ANA, BEN, sticky=sticky(30))
    assert held.chosen == ()
    assert held.again_at == NOW + timedelta(seconds=30)
    assert {one.verdict for one in held.considered} == {Verdict.KEPT}
    assert names(choose(Strategy.LONGEST_IDLE, ANA, BEN, sticky=sticky(0))) == ["Ben"]


def test_nobody_is_available():
    choice = choose(Strategy.LONGEST_IDLE)
    assert (choice.chosen, choice.reasons) == ((), ("Nobody was available.",))


candidates = st.builds(
    Candidate,
    agent_pk=st.integers(1, 50),
    name=st.just("Leo"),
    idle_since=st.integers(0, 999).map(ago),
    place=st.integers(1, 3),
    rank=st.integers(1, 9),
    calls=st.integers(0, 9),
    skills=st.dictionaries(st.just(GERMAN), st.integers(1, 5)),
    rests_until=st.none() | st.integers(-9, 9).map(ago),
)


@given(
    st.lists(candidates, unique_by=lambda one: one.agent_pk, max_size=12),
    st.sampled_from(Strategy),
    st.integers(0, 120),
    st.integers(1, 3),
    st.randoms(use_true_random=False),
)
def test_choice_holds_whatever_comes(found, strategy, waited, room, random):
    choice = choose(strategy, *found, steps=STEPS, waited=waited, room=room)
    shuffled = random.sample(found, len(found))
    again = choose(strategy, *shuffled, steps=STEPS, waited=waited, room=room)
    assert choice.chosen == again.chosen
    assert len(choice.chosen) <= room
    able = [
        one
        for one in found
        if not lacking(one.skills, STEPS, timedelta(seconds=waited))
        and (one.rests_until is None or one.rests_until <= NOW)
    ]
    assert all(one in able for one in choice.chosen)
    # Whoever can be asked is asked, as far as there is room.
    assert len(choice.chosen) == min(room, len(able))
    assert len(choice.considered) == len(found)
