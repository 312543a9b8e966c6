from datetime import UTC, datetime, timedelta

import pytest

from queues.states import (
    EntryFacts,
    LegFacts,
    OfferFacts,
    entry_outcome,
    offer_outcome,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def leg(**facts):
    return LegFacts(is_known=True, **facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (OfferFacts(LegFacts()), ("dialling", None)),
        (OfferFacts(leg()), ("ringing", None)),
        (OfferFacts(leg(answered_at=at(3))), ("answered", None)),
        (
            OfferFacts(leg(answered_at=at(3), bridged_at=at(4))),
            ("connected", at(4)),
        ),
        # The agent's own event is missing: the caller's stands in for it.
        (
            OfferFacts(leg(answered_at=at(3)), caller_bridged_at=at(4)),
            ("connected", at(4)),
        ),
        # That bridge was an earlier one.
        (
            OfferFacts(leg(answered_at=at(3)), caller_bridged_at=at(2)),
            ("answered", None),
        ),
        (
            OfferFacts(leg(answered_at=at(3), ended_at=at(5)), caller_bridged_at=at(6)),
            ("failed", at(5)),
        ),
        (OfferFacts(leg(ended_at=at(9), hangup_cause="timeout")), ("no_answer", at(9))),
        (
            OfferFacts(leg(ended_at=at(9), hangup_cause="user_busy")),
            ("declined", at(9)),
        ),
        (OfferFacts(leg(answered_at=at(3), ended_at=at(9))), ("failed", at(9))),
        # Who left first decides.
        (
            OfferFacts(leg(ended_at=at(9)), caller_ended_at=at(8)),
            ("caller_left", at(8)),
        ),
        (
            OfferFacts(leg(ended_at=at(8)), caller_ended_at=at(9)),
            ("no_answer", at(8)),
        ),
        (
            OfferFacts(
                leg(ended_at=at(9)), withdrawn_as="cancelled", withdrawn_at=at(8)
            ),
            ("cancelled", at(8)),
        ),
        # A talk that is proven outweighs what was concluded without it.
        (
            OfferFacts(
                leg(answered_at=at(3), bridged_at=at(4), ended_at=at(60)),
                withdrawn_as="failed",
                withdrawn_at=at(34),
            ),
            ("connected", at(4)),
        ),
    ],
)
def test_offer_follows_from_its_facts(facts, expected):
    assert offer_outcome(facts) == expected


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
        (entry(connected_at=[at(30), at(20)]), ("answered", at(20))),
        (entry(caller_ended_at=at(9)), ("abandoned", at(9))),
        (entry(caller_ended_at=at(90), connected_at=[at(20)]), ("answered", at(20))),
        # We wanted to enqueue somebody who had hung up by then.
        (entry(queued_at=None, caller_ended_at=at(-1)), ("flowed_out", at(0))),
    ],
)
def test_stay_follows_from_its_facts(facts, expected):
    assert entry_outcome(facts) == expected
