"""What becomes of a transfer follows from what ended it first; who is held, from that."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from transfers.states import (
    Holds,
    TransferFacts,
    TransferState,
    Way,
    holds_for,
    transfer_outcome,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(secs: float) -> datetime:
    return START + timedelta(seconds=secs)


@pytest.mark.parametrize(
    ("facts", "state", "secs"),
    [
        ({}, "ringing", None),
        ({"joined_at": 1}, "handing_over", None),
        ({"joined_at": 1, "way": Way.CONSULT}, "consulting", None),
        (
            {"joined_at": 1, "way": Way.CONSULT, "complete_asked_at": 2},
            "handing_over",
            None,
        ),
        ({"joined_at": 1, "giver_ended_at": 3}, "done", 3),
        # Who hangs up while it rings hands over as soon as somebody answers.
        ({"joined_at": 3, "giver_ended_at": 1}, "done", 3),
        ({"giver_ended_at": 1}, "ringing", None),
        ({"joined_at": 1, "way": Way.CONSULT, "giver_ended_at": 3}, "done", 3),
        ({"target_over_at": 5}, "unanswered", 5),
        ({"joined_at": 1, "target_over_at": 5}, "target_left", 5),
        ({"joined_at": 1, "giver_ended_at": 3, "target_over_at": 9}, "done", 3),
        ({"joined_at": 1, "giver_ended_at": 9, "target_over_at": 3}, "target_left", 3),
        ({"cancel_asked_at": 2, "target_over_at": 2}, "cancelled", None),
        ({"joined_at": 1, "merge_asked_at": 2, "giver_ended_at": 4}, "merged", None),
        ({"caller_ended_at": 1, "target_over_at": 2}, "caller_left", 1),
        ({"joined_at": 1, "giver_ended_at": 2, "caller_ended_at": 3}, "done", 2),
        ({"failed_at": 1, "target_over_at": 3}, "failed", 1),
    ],
)
def test_what_ended_it_first_decides(facts, state, secs):
    told = {
        name: at(value) if name.endswith("_at") else value
        for name, value in facts.items()
    }
    found, over_at = transfer_outcome(TransferFacts(**told))
    assert found == state
    if secs is not None:
        assert over_at == at(secs)


def test_the_order_in_which_facts_come_does_not_matter():
    facts = {"joined_at": at(1), "giver_ended_at": at(4), "target_over_at": at(6)}
    ends = set()
    for order in permutations(facts):
        known = TransferFacts()
        for name in order:
            known = TransferFacts(**{**vars(known), name: facts[name]})
        ends.add(transfer_outcome(known))
    assert ends == {(TransferState.DONE, at(4))}


@pytest.mark.parametrize(
    ("state", "is_swapped", "is_target_in", "held"),
    [
        ("ringing", False, True, Holds(caller=True)),
        ("consulting", False, True, Holds(caller=True)),
        ("consulting", True, True, Holds(target=True)),
        ("handing_over", True, True, Holds()),
        ("merged", False, True, Holds()),
        ("target_left", False, False, Holds()),
        # The caller must not hear the one who is being dropped.
        ("cancelled", False, True, Holds(caller=True)),
        ("cancelled", False, False, Holds()),
    ],
)
def test_whoever_must_not_hear_the_others_is_held(
    state, is_swapped, is_target_in, held
):
    found = holds_for(state, is_swapped=is_swapped, is_target_in=is_target_in)
    assert found == held
