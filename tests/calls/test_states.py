from datetime import UTC, datetime

import pytest

from calls.states import CallFacts, LegFacts, call_state, legs_left_over

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOTHING = CallFacts(None, None, None)
ANSWERED = CallFacts(AT, None, None)
QUEUED = CallFacts(AT, AT, None)
TALKED = CallFacts(AT, AT, AT)


def leg(pk, role, state="answered", place="parked"):
    return LegFacts(pk, role, state, place, AT if state == "ended" else None)


def customer(state="answered", place="parked"):
    return leg(1, "customer", state, place)


@pytest.mark.parametrize(
    ("facts", "legs", "expected"),
    [
        (NOTHING, [customer("ringing")], "ringing"),
        (ANSWERED, [customer()], "greeting"),
        (QUEUED, [customer(place="queue")], "waiting"),
        # Between the queue and whatever comes next.
        (QUEUED, [customer()], "waiting"),
        (
            TALKED,
            [customer(place="bridge"), leg(2, "agent", place="bridge")],
            "talking",
        ),
        (TALKED, [customer(place="conference")], "talking"),
        (TALKED, [customer(), leg(2, "agent")], "waiting"),
        (TALKED, [customer("ended"), leg(2, "agent", place="conference")], "talking"),
        (QUEUED, [customer("ended"), leg(2, "agent", "ringing")], "waiting"),
        (TALKED, [customer("ended"), leg(2, "agent", "ended")], "ended"),
    ],
)
def test_state_follows_from_the_legs(facts, legs, expected):
    assert call_state(facts, legs) == expected


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([customer(), leg(2, "agent")], []),
        ([customer("ended"), leg(2, "agent", place="bridge")], [2]),
        ([customer("ended"), leg(2, "agent", "ringing")], [2]),
        ([customer("ended"), leg(2, "agent", place="conference")], [2]),
        # Two who still talk go on talking.
        (
            [
                customer("ended"),
                leg(2, "agent", place="conference"),
                leg(3, "guest", place="conference"),
            ],
            [],
        ),
        # The guest's phone rings, and the agent waits for them.
        (
            [
                customer("ended"),
                leg(2, "agent", place="conference"),
                leg(3, "guest", "ringing"),
            ],
            [],
        ),
        ([customer("ended"), leg(2, "supervisor"), leg(3, "agent")], [3]),
    ],
)
def test_who_is_left_over_without_a_customer(legs, expected):
    assert legs_left_over(legs) == expected
