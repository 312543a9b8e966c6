"""What a caller needs next, from what is known of them and what was asked so far."""

from datetime import UTC, datetime, timedelta

import pytest

from queues.steps import FULL, NOT_POSSIBLE, Asked, Caller, Step, next_steps

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def accepted(seconds):
    """Asked, and taken on by Telnyx so long ago."""
    return Asked(ago(seconds), answered_at=ago(seconds))


def refused(seconds, failures=1, error_code="90018"):
    """Asked so often in a row in vain, and last refused so long ago."""
    return Asked(
        ago(seconds), failures, answered_at=ago(seconds), error_code=error_code
    )


def never_sent(seconds):
    return Asked(ago(seconds), failures=1)


def under_way(seconds, failures=0):
    return Asked(ago(seconds), failures, is_under_way=True)


def caller(**facts):
    given = {
        "answered_at": ago(5),
        "place": "parked",
        "place_at": None,
        "hearing": "silence",
        "hearing_at": None,
        "greeting": "Hello.",
        "has_music": True,
        "is_queued": False,
        "was_queued": False,
        "queued_at": None,
        "is_being_connected": False,
        "is_alone": True,
    }
    return Caller(**{**given, **facts})


def waiting(**facts):
    given = {
        "is_queued": True,
        "was_queued": True,
        "place": "queue",
        "place_at": ago(600),
        "queued_at": ago(600),
        "hearing": "music",
        "hearing_at": ago(600),
    }
    return caller(**{**given, **facts})


def steps(facts, *, is_quiet=False, **known):
    purposes = {Step[name.upper()]: one for name, one in known.items()}
    return next_steps(facts, purposes, now=NOW, is_quiet=is_quiet)


RINGING = caller(answered_at=None)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, [Step.ANSWER]),
        ({"answer": under_way(60)}, []),
        ({"answer": accepted(2)}, []),
        ({"answer": refused(1)}, []),
        ({"answer": refused(2)}, [Step.ANSWER]),
        ({"answer": never_sent(2)}, [Step.ANSWER]),
        # Taken on and never told of: it is, until it has been asked for again.
        ({"answer": accepted(10)}, [Step.ANSWER]),
    ],
)
def test_ringing_caller_is_answered_and_not_pestered(known, expected):
    assert steps(RINGING, **known) == expected


@pytest.mark.parametrize(
    ("failures", "pause"), [(1, 2), (2, 4), (3, 8), (4, 10), (5, 10), (500, 10)]
)
def test_caller_is_answered_as_long_as_they_ring_with_growing_pauses(failures, pause):
    assert steps(RINGING, answer=refused(pause - 0.1, failures)) == []
    assert steps(RINGING, answer=refused(pause, failures)) == [Step.ANSWER]


def test_answer_of_which_only_the_event_is_missing_leads_on():
    assert steps(RINGING, answer=accepted(3)) == [Step.GREET]
    assert steps(RINGING, answer=accepted(9)) == [Step.GREET]
    # Telnyx refuses a second answer where the first was carried out.
    twice = refused(0, error_code=NOT_POSSIBLE)
    assert steps(RINGING, answer=twice) == [Step.GREET]


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        ({}, {}, [Step.GREET]),
        ({"greeting": ""}, {}, [Step.ENQUEUE]),
        ({}, {"greet": accepted(1)}, []),
        ({"hearing": "speech", "hearing_at": ago(2)}, {"greet": accepted(3)}, []),
        ({"hearing_at": ago(1)}, {"greet": accepted(5)}, [Step.ENQUEUE]),
        ({}, {"greet": refused(1)}, [Step.ENQUEUE]),
        ({}, {"greet": never_sent(1)}, [Step.ENQUEUE]),
        # The end of the greeting was lost: 4 s and a second per ten characters.
        ({"greeting": "x" * 100}, {"greet": accepted(13.9)}, []),
        ({"greeting": "x" * 100}, {"greet": accepted(14)}, [Step.ENQUEUE]),
    ],
)
def test_answered_caller_is_greeted_once_and_enqueued(facts, known, expected):
    assert steps(caller(**facts), **known) == expected


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        ({}, {}, []),
        # Telnyx's longest wait was reached: in again at once.
        ({"place_at": ago(1)}, {"enqueue": accepted(60)}, [Step.ENQUEUE]),
        ({"place_at": ago(1)}, {"enqueue": accepted(4)}, [Step.ENQUEUE]),
        ({"place_at": ago(5)}, {"enqueue": accepted(4)}, []),
        ({"place_at": ago(15)}, {"enqueue": accepted(10)}, [Step.ENQUEUE]),
        ({"place_at": ago(15)}, {"enqueue": refused(1)}, []),
        ({"place_at": ago(15)}, {"enqueue": refused(2)}, [Step.ENQUEUE]),
        ({"place_at": ago(15)}, {"enqueue": under_way(14)}, []),
        ({"place_at": ago(15)}, {}, [Step.ENQUEUE]),
    ],
)
def test_waiting_caller_does_not_fall_out(facts, known, expected):
    place = "parked" if facts else "queue"
    assert steps(waiting(place=place, **facts), **known) == expected


def test_nothing_is_asked_beside_what_is_under_way_by_a_clock_that_is_behind():
    """Telnyx says by its clock that they fell out; by ours we asked before that."""
    fell_out = waiting(place="parked", place_at=ago(-0.3))
    assert steps(fell_out, enqueue=under_way(0)) == []


@pytest.mark.parametrize(
    ("failures", "pause"), [(1, 30), (2, 60), (3, 120), (4, 240), (5, 300), (99, 300)]
)
def test_full_queue_is_asked_again_after_half_a_minute_and_more(failures, pause):
    entering = waiting(place="parked", place_at=None, queued_at=None)
    early, late = (refused(s, failures, FULL) for s in (pause - 1, pause))
    assert steps(entering, enqueue=early) == []
    assert steps(entering, enqueue=late) == [Step.ENQUEUE]


SILENT = waiting(hearing="silence")


@pytest.mark.parametrize(
    ("known", "in_quiet", "expected"),
    [
        ({}, False, [Step.PLAY_MUSIC]),
        ({"play_music": under_way(60)}, True, []),
        ({"play_music": refused(1)}, False, []),
        # Refused is something that was told: asked again without waiting for quiet.
        ({"play_music": refused(2)}, False, [Step.PLAY_MUSIC]),
        ({"play_music": refused(9, failures=4)}, True, []),
        # The webhook that says that the music began, or why it ended, may be late.
        ({"play_music": accepted(60)}, False, []),
        ({"play_music": accepted(2.9)}, True, []),
        ({"play_music": accepted(3)}, True, [Step.PLAY_MUSIC]),
    ],
)
def test_waiting_caller_hears_music(known, in_quiet, expected):
    assert steps(SILENT, is_quiet=in_quiet, **known) == expected


def test_queue_without_music_is_silent():
    assert steps(waiting(hearing="silence", has_music=False), is_quiet=True) == []


def test_speech_ends_whoever_tells_of_it():
    speaking = {"hearing": "speech", "greeting": "x" * 60}
    assert steps(waiting(**speaking, hearing_at=ago(9.9))) == []
    assert steps(waiting(**speaking, hearing_at=ago(10))) == [Step.PLAY_MUSIC]


def test_music_begins_when_the_queue_is_confirmed():
    entering = waiting(queued_at=None, place="parked", place_at=None, hearing="silence")
    assert steps(entering, enqueue=accepted(2)) == []
    # Who is not let in has it too: once nothing more is heard, at once when refused.
    assert steps(entering, is_quiet=True, enqueue=accepted(2)) == [Step.PLAY_MUSIC]
    assert steps(entering, enqueue=refused(1, error_code=FULL)) == [Step.PLAY_MUSIC]
    assert steps(entering, enqueue=refused(1)) == [Step.PLAY_MUSIC]


def test_caller_who_fell_out_in_silence_gets_both():
    out = waiting(place="parked", place_at=ago(1), hearing="silence")
    asked = {"enqueue": accepted(60), "play_music": accepted(60)}
    assert steps(out, is_quiet=True, **asked) == [Step.ENQUEUE, Step.PLAY_MUSIC]


def test_nobody_is_moved_while_being_connected():
    parked = {"place": "parked", "hearing": "silence", "is_being_connected": True}
    assert steps(waiting(**parked), is_quiet=True) == []
    assert steps(waiting(**parked, answered_at=None), is_quiet=True) == []


@pytest.mark.parametrize(
    ("is_alone", "is_quiet", "expected"),
    [
        (True, True, [Step.ENQUEUE]),
        # What explains it may be on its way; or somebody is with them.
        (True, False, []),
        (False, True, []),
    ],
)
def test_caller_who_was_left_alone_is_put_back(is_alone, is_quiet, expected):
    left = caller(was_queued=True, is_alone=is_alone)
    known = {"enqueue": accepted(300), "greet": accepted(300)}
    assert steps(left, is_quiet=is_quiet, **known) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, [Step.LEAVE]),
        ({"leave": under_way(60)}, []),
        ({"leave": accepted(2)}, []),
        # Out, though nobody has said so; or Telnyx knows of no queue they stand in.
        ({"leave": accepted(3)}, [Step.ENQUEUE]),
        ({"leave": refused(0, error_code=NOT_POSSIBLE)}, [Step.ENQUEUE]),
        ({"leave": refused(1)}, []),
        ({"leave": refused(2)}, [Step.LEAVE]),
        ({"leave": accepted(3), "enqueue": accepted(1)}, []),
    ],
)
def test_who_goes_on_leaves_telnyx_queue_before_they_enter_another(known, expected):
    facts = waiting(queued_at=None, stands_elsewhere=True)
    assert steps(facts, **known) == expected
