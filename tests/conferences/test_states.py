"""What a conference, a participant and a supervision are follows from their facts."""

from datetime import UTC, datetime, timedelta

import pytest

from calls.states import TICK
from conferences.states import (
    ConferenceFacts,
    ParticipantFacts,
    SupervisionFacts,
    conference_state,
    participant_outcome,
    supervision_outcome,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def times(facts):
    """Put seconds after the start onto the clock."""
    return {
        name: [at(one) for one in value] if isinstance(value, list) else value
        for name, value in facts.items()
    } | {
        name: at(value)
        for name, value in facts.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "starting"),
        ({"refused_at": 1}, "failed"),
        ({"started_at": 1}, "live"),
        # The refusal was of a second try: the room is there.
        ({"started_at": 1, "refused_at": 2}, "live"),
        ({"started_at": 1, "end_asked_at": 5}, "ending"),
        ({"started_at": 1, "end_asked_at": 5, "ended_at": 6}, "ended"),
        ({"started_at": 1, "ended_at": 6}, "ended"),
        # Its beginning was lost.
        ({"ended_at": 6}, "ended"),
    ],
)
def test_conference(facts, expected):
    assert conference_state(ConferenceFacts(**times(facts))) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("joining", None)),
        ({"is_guest": True}, ("dialling", None)),
        ({"is_guest": True, "leg_answered_at": 3}, ("joining", None)),
        ({"joins": [5]}, ("joined", None)),
        ({"joins": [5], "leave_asked_at": 8}, ("leaving", None)),
        ({"joins": [5], "leaves": [9]}, ("left", 9)),
        ({"joins": [5], "leaves": [5]}, ("left", 5)),
        # They came back.
        ({"joins": [5, 12], "leaves": [9]}, ("joined", None)),
        ({"joins": [12, 5], "leaves": [9, 20]}, ("left", 20)),
        # That they joined was lost.
        ({"leaves": [9]}, ("left", 9)),
        ({"joins": [5], "leg_ended_at": 9}, ("left", 9)),
        ({"joins": [5], "leg_ended_at": 9, "leaves": [10]}, ("left", 9)),
        ({"joins": [5], "room_ended_at": 9}, ("left", 9)),
        # Never in.
        ({"dial_failed_at": 4, "is_guest": True}, ("failed", 4)),
        ({"join_refused_at": 4}, ("failed", 4)),
        ({"leg_ended_at": 4}, ("failed", 4)),
        ({"room_ended_at": 4}, ("failed", 4)),
        ({"leg_ended_at": 6, "join_refused_at": 4}, ("failed", 4)),
        # Taken back while they were rung.
        ({"is_guest": True, "leave_asked_at": 3}, ("leaving", None)),
        ({"is_guest": True, "leave_asked_at": 3, "leg_ended_at": 4}, ("left", 4)),
        ({"is_guest": True, "leave_asked_at": 6, "leg_ended_at": 4}, ("failed", 4)),
    ],
)
def test_participant(facts, expected):
    state, second = expected
    ended_at = None if second is None else at(second)
    found = participant_outcome(ParticipantFacts(**times(facts)))
    assert found == (state, ended_at)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("pending", None)),
        ({"unwanted_at": 2}, ("leaving", None)),
        ({"leg_answered_at": 3}, ("active", None)),
        ({"leg_answered_at": 3, "unwanted_at": 8}, ("leaving", None)),
        ({"leg_answered_at": 3, "leg_ended_at": 9}, ("ended", 9)),
        ({"leg_answered_at": 3, "unwanted_at": 8, "leg_ended_at": 9}, ("ended", 9)),
        ({"dial_failed_at": 4}, ("failed", 4)),
        ({"dial_failed_at": 4, "unwanted_at": 2}, ("ended", 4)),
        # It had failed before anybody left it.
        ({"dial_failed_at": 4, "unwanted_at": 6}, ("failed", 4)),
    ],
)
def test_supervision(facts, expected):
    state, second = expected
    ended_at = None if second is None else at(second)
    found = supervision_outcome(SupervisionFacts(**times(facts)))
    assert found == (state, ended_at)


def test_what_we_asked_for_came_before_what_bears_a_stamp_of_a_tick_less():
    ended = at(4)
    asked = ended + TICK
    removed = ParticipantFacts(leave_asked_at=asked, leg_ended_at=ended)
    assert participant_outcome(removed) == ("left", ended)
    left = SupervisionFacts(unwanted_at=asked, dial_failed_at=ended)
    assert supervision_outcome(left) == ("ended", ended)
