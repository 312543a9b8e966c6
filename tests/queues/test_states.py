"""What becomes of an offer and of a stay follows from facts, whoever told them."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from calls.states import DialState
from queues.states import EntryFacts, OfferFacts, entry_outcome, offer_outcome

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def offered(dial="ringing", **facts):
    """An offer whose facts are seconds after the start; its leg began at 0."""
    moments = {"leg_begun_at": 0, **facts}
    given = {
        name: at(value) if isinstance(value, int | float) else value
        for name, value in moments.items()
    }
    for name in ("caller_bridged_at", "caller_served_at"):
        given[name] = [at(second) for second in facts.get(name, ())]
    return OfferFacts(DialState(dial), **given)


def answered(**facts):
    return offered("answered", leg_answered_at=3, **facts)


def was_answered(second, **facts):
    """The agent's leg was answered, and has ended."""
    ended = {"dial_ended_at": second, "leg_ended_at": second}
    return offered("ended", leg_answered_at=3, **ended, **facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (OfferFacts(DialState.DIALLING), "dialling"),
        (offered(), "ringing"),
        (answered(), "answered"),
    ],
)
def test_open_offer(facts, expected):
    assert offer_outcome(facts) == (expected, None)


@pytest.mark.parametrize(
    ("dial", "expected"),
    [
        ("no_answer", "no_answer"),
        ("declined", "declined"),
        ("unreachable", "unreachable"),
        ("failed", "failed"),
        # Answered, and over before anybody was connected.
        ("ended", "failed"),
    ],
)
def test_offer_comes_to_what_the_dial_came_to(dial, expected):
    over = offered(dial, dial_ended_at=9, leg_ended_at=9)
    assert offer_outcome(over) == (expected, at(9))


def test_own_event_of_the_agents_leg_proves_the_connection():
    facts = answered(leg_bridged_at=4, caller_bridged_at=[4.2], caller_served_at=[3.5])
    assert offer_outcome(facts) == ("connected", at(4))


@pytest.mark.parametrize("proof", ["caller_bridged_at", "caller_served_at"])
@pytest.mark.parametrize(
    ("facts", "moments", "expected"),
    [
        (answered(), [4], ("connected", at(4))),
        # The first one that falls into the time of this leg, not of another one.
        (answered(), [1, 6, 5], ("connected", at(5))),
        # That bridge was an earlier one.
        (answered(), [2], ("answered", None)),
        # That one was a later one, with somebody else.
        (was_answered(5), [6], ("failed", at(5))),
        (was_answered(5), [4], ("connected", at(4))),
        # Nobody told of the answer either: then since the phone rang.
        (offered(), [4], ("connected", at(4))),
        (offered(), [-1], ("ringing", None)),
        (OfferFacts(DialState.DIALLING), [4], ("dialling", None)),
    ],
)
def test_what_was_told_of_the_caller_stands_in_for_it(proof, facts, moments, expected):
    proven = {**vars(facts), proof: [at(second) for second in moments]}
    assert offer_outcome(OfferFacts(**proven)) == expected


def test_bridge_of_the_caller_goes_before_the_end_of_their_wait():
    facts = answered(caller_bridged_at=[5], caller_served_at=[4])
    assert offer_outcome(facts) == ("connected", at(5))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # Somebody who is still there will be told of, or asked for.
        (answered(bridge_accepted_at=4), ("answered", None)),
        (was_answered(60, bridge_accepted_at=4), ("connected", at(4))),
        (was_answered(5, bridge_accepted_at=4), ("connected", at(4))),
        # Too short for the bridge to have come about.
        (was_answered(4.9, bridge_accepted_at=4), ("failed", at(4.9))),
        (
            was_answered(60, bridge_accepted_at=4, caller_ended_at=4.9),
            ("caller_left", at(4.9)),
        ),
        (
            was_answered(60, bridge_accepted_at=4, caller_ended_at=59),
            ("connected", at(4)),
        ),
    ],
)
def test_bridge_that_telnyx_took_on_is_the_last_proof(facts, expected):
    assert offer_outcome(facts) == expected


ENDINGS = {
    "caller_left": {"caller_ended_at": None},
    "cancelled": {"withdrawn_as": "cancelled", "withdrawn_at": None},
    "no_answer": {"dial": "no_answer", "dial_ended_at": None},
}


@pytest.mark.parametrize("order", list(permutations(ENDINGS)))
def test_what_ended_it_first_decides(order):
    facts = {}
    for second, ending in enumerate(order, start=7):
        facts |= {k: second if v is None else v for k, v in ENDINGS[ending].items()}
    assert offer_outcome(offered(**facts)) == (order[0], at(7))


def test_what_we_asked_for_came_before_what_bears_a_stamp_of_a_tick_less():
    told = {"withdrawn_as": "cancelled", "withdrawn_at": 8}
    followed = offered("no_answer", dial_ended_at=7.96, **told)
    assert offer_outcome(followed) == ("cancelled", at(8))
    before = offered("no_answer", dial_ended_at=7.94, **told)
    assert offer_outcome(before) == ("no_answer", at(7.94))


def test_callers_hangup_goes_before_what_followed_from_it_at_the_same_moment():
    facts = offered("no_answer", dial_ended_at=8, leg_ended_at=8, caller_ended_at=8)
    assert offer_outcome(facts) == ("caller_left", at(8))


@pytest.mark.parametrize("withdrawn_as", ["failed", "cancelled", "no_answer"])
def test_proven_talk_outweighs_what_was_concluded_without_it(withdrawn_as):
    facts = was_answered(
        60,
        leg_bridged_at=4,
        withdrawn_as=withdrawn_as,
        withdrawn_at=34,
        caller_ended_at=59,
    )
    assert offer_outcome(facts) == ("connected", at(4))


def test_withdrawn_dial_says_what_withdrew_it():
    facts = offered(
        "withdrawn", dial_ended_at=8, withdrawn_as="cancelled", withdrawn_at=8
    )
    assert offer_outcome(facts) == ("cancelled", at(8))


def entry(**facts):
    given = {
        "entered_at": at(0),
        "queued_at": at(0),
        "caller_ended_at": None,
        "connected_at": (),
        "has_open_offer": False,
    }
    return EntryFacts(**{**given, **facts})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (entry(queued_at=None), ("entering", None)),
        (entry(), ("waiting", None)),
        (entry(has_open_offer=True), ("offered", None)),
        # Who is not let into Telnyx's queue can be taken all the same.
        (entry(queued_at=None, has_open_offer=True), ("offered", None)),
        (entry(queued_at=None, connected_at=[at(20)]), ("answered", at(20))),
        (entry(connected_at=[at(30), at(20)]), ("answered", at(20))),
        (entry(caller_ended_at=at(9)), ("abandoned", at(9))),
        (entry(queued_at=None, caller_ended_at=at(9)), ("abandoned", at(9))),
        (entry(caller_ended_at=at(90), connected_at=[at(20)]), ("answered", at(20))),
        # We wanted to enqueue somebody who had hung up by then.
        (entry(queued_at=None, caller_ended_at=at(-1)), ("flowed_out", at(0))),
        # By Telnyx's clock they had stood in it.
        (entry(queued_at=at(-2), caller_ended_at=at(-1)), ("abandoned", at(-1))),
    ],
)
def test_stay_follows_from_its_facts(facts, expected):
    assert entry_outcome(facts) == expected
