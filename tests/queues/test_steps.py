from datetime import UTC, datetime, timedelta

import pytest

from queues.steps import Asked, Caller, Step, next_steps

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def asked(seconds, *, times=1, has_failed=False):
    return Asked(times, ago(seconds), has_failed)


def caller(**facts):
    given = {
        "answered_at": ago(5),
        "place": "parked",
        "place_at": None,
        "hearing": "silence",
        "hearing_at": None,
        "greeting": "Hello.",
        "has_music": True,
        "is_in_line": False,
        "was_in_line": False,
        "queued_at": None,
        "is_being_connected": False,
        "alone_since": ago(5),
    }
    return Caller(**{**given, **facts})


def waiting(**facts):
    given = {
        "is_in_line": True,
        "was_in_line": True,
        "place": "queue",
        "place_at": ago(60),
        "queued_at": ago(60),
        "hearing": "music",
        "hearing_at": ago(60),
    }
    return caller(**{**given, **facts})


def steps(facts, **known):
    purposes = {Step[name.upper()]: one for name, one in known.items()}
    return next_steps(facts, purposes, now=NOW)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, [Step.ANSWER]),
        ({"answer": asked(1)}, []),
        ({"answer": asked(4)}, [Step.ANSWER]),
        ({"answer": asked(60, times=3)}, []),
    ],
)
def test_ringing_caller_is_answered_and_not_pestered(known, expected):
    assert steps(caller(answered_at=None), **known) == expected


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        ({}, {}, [Step.GREET]),
        ({"greeting": ""}, {}, [Step.ENQUEUE]),
        ({}, {"greet": asked(1)}, []),
        ({"hearing": "speech", "hearing_at": ago(2)}, {"greet": asked(3)}, []),
        (
            {"hearing": "silence", "hearing_at": ago(1)},
            {"greet": asked(5)},
            [Step.ENQUEUE],
        ),
        ({}, {"greet": asked(1, has_failed=True)}, [Step.ENQUEUE]),
        # The end of the greeting was lost: 15 s and a second per ten characters.
        ({"greeting": "x" * 100}, {"greet": asked(24)}, []),
        ({"greeting": "x" * 100}, {"greet": asked(25)}, [Step.ENQUEUE]),
    ],
)
def test_answered_caller_is_greeted_and_enqueued(facts, known, expected):
    assert steps(caller(**facts), **known) == expected


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        ({}, {}, []),
        # Telnyx's longest wait was reached: in again at once.
        (
            {"place": "parked", "place_at": ago(1)},
            {"enqueue": asked(60)},
            [Step.ENQUEUE],
        ),
        ({"place": "parked", "place_at": ago(5)}, {"enqueue": asked(4)}, []),
        (
            {"place": "parked", "place_at": ago(15)},
            {"enqueue": asked(10)},
            [Step.ENQUEUE],
        ),
        ({"hearing": "silence"}, {}, [Step.PLAY_MUSIC]),
        ({"hearing": "silence"}, {"play_music": asked(5)}, []),
        ({"hearing": "silence"}, {"play_music": asked(10)}, [Step.PLAY_MUSIC]),
        ({"hearing": "silence", "has_music": False}, {}, []),
    ],
)
def test_waiting_caller_neither_falls_out_nor_hears_nothing(facts, known, expected):
    assert steps(waiting(**facts), **known) == expected


def test_music_begins_when_the_queue_is_confirmed():
    entering = {"queued_at": None, "place": "parked", "hearing": "silence"}
    fresh = waiting(**entering, hearing_at=ago(2), place_at=None)
    assert steps(fresh, enqueue=asked(2)) == []
    stuck = waiting(**entering, hearing_at=ago(12), place_at=None)
    assert steps(stuck, enqueue=asked(2)) == [Step.PLAY_MUSIC]


def test_nobody_is_moved_while_being_connected():
    parked = {"place": "parked", "hearing": "silence", "is_being_connected": True}
    assert steps(waiting(**parked)) == []


@pytest.mark.parametrize(
    ("alone_since", "expected"),
    [(None, []), (ago(19), []), (ago(20), [Step.ENQUEUE])],
)
def test_caller_who_was_left_alone_is_put_back(alone_since, expected):
    left = caller(was_in_line=True, alone_since=alone_since)
    assert steps(left, enqueue=asked(300), greet=asked(300)) == expected
