"""Where a call is, and who has nobody to talk to, follow from its legs."""

from datetime import UTC, datetime, timedelta

import pytest

from calls.states import (
    CallFacts,
    LegFacts,
    call_state,
    is_one_to_one,
    leg_state,
    legs_left_over,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOTHING = CallFacts(None, None, None)
ANSWERED = CallFacts(AT, None, None)
QUEUED = CallFacts(AT, AT, None)
TALKED = CallFacts(AT, AT, AT)


def leg(pk, role, state="answered", place="parked", **facts):
    ended_at = AT if state == "ended" else None
    return LegFacts(pk, role, state, place, ended_at, **facts)


def customer(state="answered", place="parked", **facts):
    return leg(1, "customer", state, place, **facts)


def after(seconds):
    return AT + timedelta(seconds=seconds)


def guest(state="answered", place="parked", *, is_wanted=True):
    return leg(3, "guest", state, place, is_wanted=is_wanted)


IN_ROOM = leg(2, "agent", place="conference")
GONE = customer("ended")


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
        # That they had waited was lost.
        (CallFacts(AT, None, AT), [customer()], "waiting"),
        (NOTHING, [customer("ended")], "ended"),
        (ANSWERED, [], "ended"),
        (TALKED, [customer("ended"), leg(2, "agent", place="conference")], "talking"),
        (QUEUED, [customer("ended"), leg(2, "agent", "ringing")], "waiting"),
        (TALKED, [customer("ended"), leg(2, "agent", "ended")], "ended"),
    ],
)
def test_state_follows_from_the_legs(facts, legs, expected):
    assert call_state(facts, legs) == expected


@pytest.mark.parametrize(
    ("answered_at", "ended_at", "expected"),
    [
        (None, None, "ringing"),
        (AT, None, "answered"),
        (AT, after(5), "ended"),
        (None, after(5), "ended"),
    ],
)
def test_leg_rings_until_it_is_answered_and_is_over_when_it_was_hung_up(
    answered_at, ended_at, expected
):
    assert leg_state(answered_at, ended_at) == expected


@pytest.mark.parametrize("role", ["agent", "guest"])
@pytest.mark.parametrize(
    ("place_at", "expected"), [(None, "talking"), (4, "talking"), (6, "waiting")]
)
def test_one_half_of_a_bridge_is_enough(role, place_at, expected):
    """Telnyx tells each side of a bridge; what is later of the customer outweighs it."""
    known = None if place_at is None else after(place_at)
    other = leg(2, role, place="bridge", place_at=after(5))
    assert call_state(QUEUED, [customer(place_at=known), other]) == expected


def test_bridge_to_a_supervisor_is_no_conversation():
    ear = leg(2, "supervisor", place="bridge", place_at=after(5))
    assert call_state(QUEUED, [customer(place="queue", place_at=AT), ear]) == "waiting"


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([customer(), leg(2, "agent")], []),
        ([customer("ringing"), leg(2, "agent"), guest()], []),
        ([GONE, leg(2, "agent", place="bridge")], [2]),
        ([GONE, leg(2, "agent", "ringing")], [2]),
        ([GONE, IN_ROOM], [2]),
        # Two who still talk go on talking.
        ([GONE, IN_ROOM, guest(place="conference", is_wanted=False)], []),
        # The guest's phone rings, and the agent waits for them.
        ([GONE, IN_ROOM, guest("ringing")], []),
        # They have answered, and are being brought in.
        ([GONE, IN_ROOM, guest()], []),
        # Nobody wants them any more, or they came out of the conference again.
        ([GONE, IN_ROOM, guest("ringing", is_wanted=False)], [2, 3]),
        ([GONE, IN_ROOM, guest("ended", "conference", is_wanted=False)], [2]),
        # A guest alone has nobody to be brought to.
        ([GONE, leg(2, "agent", "ended"), guest()], [3]),
        # A supervisor's leg ends with the leg that it supervises, and keeps nobody.
        ([GONE, leg(2, "supervisor"), leg(3, "agent")], [3]),
        ([GONE, IN_ROOM, leg(3, "supervisor", place="conference")], [2]),
        ([leg(2, "agent", place="conference")], [2]),
        ([GONE, leg(2, "agent", "ended")], []),
    ],
)
def test_who_is_left_over_without_a_customer(legs, expected):
    assert legs_left_over(legs) == expected


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([customer(), leg(2, "agent", place="bridge"), leg(3, "supervisor")], True),
        ([customer("ended"), leg(2, "agent", "ended"), leg(3, "agent")], True),
        # Who has gone cannot go on talking, wherever they were.
        ([customer(), leg(2, "agent"), guest("ended")], True),
        ([customer(), leg(2, "agent"), guest("ringing")], False),
        ([customer(), IN_ROOM, guest(place="conference")], False),
        ([customer(), IN_ROOM, leg(4, "agent", place="conference")], False),
    ],
)
def test_one_agent_alone_can_be_left_by_the_customer(legs, expected):
    assert is_one_to_one(legs) == expected
