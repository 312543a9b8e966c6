"""What is said on the row of a caller who still waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from queues.routing import Colleague, Policy, SkillStep, Sticky, Why, why_waiting
from queues.states import Mode

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SPANISH = 1
SOON = NOW + timedelta(seconds=12)
NEEDS = Policy(
    "Billing",
    steps=(
        SkillStep(SPANISH, "Spanish", 3),
        SkillStep(SPANISH, "Spanish", 2, timedelta(seconds=60)),
    ),
)


def member(pk, state, spanish=0, **about):
    return Colleague(pk, f"Agent {pk}", state, skills={SPANISH: spanish}, **about)


PLAIN = Policy("Billing")


def why(*members, policy=PLAIN, mode=Mode.BOTH, waited=20, **about):
    entered_at = NOW - timedelta(seconds=waited)
    return why_waiting(policy, mode, members, entered_at=entered_at, now=NOW, **about)


def test_nobody_is_there():
    assert why() == Why("Nobody is in this queue.")
    assert why(member(1, "offline")) == Why("Nobody signed in.")


def test_those_with_the_skill_are_counted_with_what_they_do():
    busy = [
        member(1, "on_call", 3),
        member(2, "on_call", 5),
        member(3, "wrap_up", 1, state_until=SOON),
        member(4, "available", 1),
    ]
    assert why(*busy, policy=NEEDS).words == (
        "2 agents with Spanish ≥ 3, both talking."
    )
    ending = replace(busy[1], state="wrap_up", state_until=SOON)
    assert why(busy[0], ending, policy=NEEDS) == Why(
        "2 agents with Spanish ≥ 3: 1 talking, 1 in wrap-up;",
        SOON,
        "next wrap-up ends",
    )


def test_nobody_has_the_skill_until_less_is_needed():
    able_later = member(1, "available", 2)
    assert why(able_later, policy=NEEDS, waited=20) == Why(
        "Nobody signed in has Spanish ≥ 3.",
        NOW + timedelta(seconds=40),
        "Spanish ≥ 2 is enough in",
    )
    assert why(member(1, "available"), policy=NEEDS, waited=90) == Why(
        "Nobody signed in has Spanish ≥ 2."
    )


def test_the_caller_waits_for_one_agent():
    leo = Sticky(1, "Leo", SOON)
    told = Why("Waits for Leo, whom the caller talked with last.", SOON, "anybody in")
    assert why(member(1, "on_call"), member(2, "available"), sticky=leo) == told
    # Who is away is not waited for.
    assert why(member(1, "offline"), member(2, "on_call"), sticky=leo) == Why(
        "1 agent, talking."
    )


def test_somebody_is_available():
    free = member(1, "available")
    assert why(free, mode=Mode.PULL) == Why(
        "Agents pick here: Agent 1 has not picked this caller yet."
    )
    assert why(replace(free, rests_until=SOON)) == Why(
        "Agent 1 was asked a moment ago;", SOON, "again in"
    )
    assert why(free, ahead=3) == Why("3 before them, 1 available.")
    assert why(free) == Why("Is being offered.")
