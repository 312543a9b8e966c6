"""What a caller at a node needs next, whatever was told and whatever was lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.states import Kind, Outcome, Step
from flows.steps import Go, Here, next_step
from queues.steps import NOT_POSSIBLE, Asked

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEN = "ten chars."


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def accepted(seconds):
    return Asked(ago(seconds), answered_at=ago(seconds))


def refused(seconds, failures=1, error_code="90018"):
    return Asked(
        ago(seconds), failures, answered_at=ago(seconds), error_code=error_code
    )


def under_way(seconds):
    return Asked(ago(seconds), is_under_way=True)


def here(kind, **facts):
    given = {
        "place": "parked",
        "hearing": "silence",
        "hearing_at": None,
        "answered_by_us_at": ago(60),
        "text": TEN,
    }
    return Here(kind=kind, **{**given, **facts})


def menu(**facts):
    given = {"choices": "12", "tries": 2, "waits_for": timedelta(seconds=5)}
    return here(Kind.MENU, **{**given, **facts})


def step(facts, **known):
    asked = {Step[name.upper()]: one for name, one in known.items()}
    return next_step(facts, asked, now=NOW)


@pytest.mark.parametrize("kind", [Kind.WORDS, Kind.MENU, Kind.QUEUE, Kind.NUMBER])
def test_nothing_comes_before_the_answer(kind):
    ringing = here(kind, answered_by_us_at=None)
    assert step(ringing) == Step.ANSWER
    assert step(ringing, answer=under_way(1)) is None
    assert step(ringing, answer=accepted(1)) is None
    assert step(ringing, answer=refused(2)) == Step.ANSWER
    # Taken on and never told of: it is.
    assert step(ringing, answer=accepted(3)) not in (Step.ANSWER, None)
    assert step(ringing, answer=refused(0, error_code=NOT_POSSIBLE)) != Step.ANSWER


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        ({"place": "queue", "hearing": "music"}, {}, Step.LEAVE),
        ({"place": "queue"}, {"leave": accepted(1)}, None),
        ({"hearing": "music"}, {}, Step.STOP),
        ({"hearing": "music"}, {"stop": accepted(3)}, Step.SPEAK),
        ({}, {}, Step.SPEAK),
        ({}, {"speak": under_way(9)}, None),
        ({"hearing": "speech"}, {"speak": accepted(1)}, None),
        ({"hearing_at": ago(1)}, {"speak": accepted(2)}, Step.HANG_UP),
        # The end of the words was lost: 4 s and a second per ten characters.
        ({"hearing": "speech"}, {"speak": accepted(5)}, Step.HANG_UP),
        ({}, {"speak": refused(9, failures=3)}, Step.HANG_UP),
        ({"text": ""}, {}, Step.HANG_UP),
    ],
)
def test_words_are_heard_before_the_call_ends(facts, known, expected):
    assert step(here(Kind.WORDS, **facts), **known) == expected


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        ({}, {}, Step.GATHER),
        ({}, {"gather": under_way(9)}, None),
        ({}, {"gather": accepted(9)}, None),
        # The end of asking was lost: words, the wait for a digit, and some grace.
        ({"times_asked": 1}, {"gather": accepted(10)}, Step.GATHER),
        (
            {"times_asked": 1, "asked_until": ago(1)},
            {"gather": accepted(4)},
            Step.GATHER,
        ),
        (
            {"times_asked": 2, "asked_until": ago(1)},
            {"gather": accepted(4)},
            Go(Outcome.NOTHING),
        ),
        # What ended before this was asked was the question before.
        ({"times_asked": 2, "asked_until": ago(5)}, {"gather": accepted(4)}, None),
        (
            {"pressed": ((ago(3), "9"), (ago(1), "2"))},
            {"gather": accepted(4)},
            Go(Outcome.CHOSEN, "2"),
        ),
        ({"pressed": ((ago(3), "9"),)}, {"gather": accepted(4)}, None),
        ({"times_asked": 2}, {"gather": refused(3)}, Go(Outcome.NOTHING)),
    ],
)
def test_a_menu_ends_with_a_digit_or_with_a_person(facts, known, expected):
    assert step(menu(**facts), **known) == expected


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        ({}, {}, Step.DIAL),
        ({"is_dialled": True}, {}, Step.SPEAK),
        ({"is_dialled": True}, {"speak": accepted(7)}, None),
        ({"is_dialled": True}, {"speak": accepted(8)}, Step.SPEAK),
        ({"is_dialled": True, "has_music": True}, {}, Step.MUSIC),
        ({"is_dialled": True, "has_music": True, "hearing": "music"}, {}, None),
        ({"is_dialled": True, "answered_at": ago(1)}, {}, Step.BRIDGE),
        ({"is_dialled": True, "answered_at": ago(1)}, {"bridge": accepted(1)}, None),
        ({"is_dialled": True, "bridged_at": ago(1)}, {}, Go(Outcome.CONNECTED)),
        ({"is_dialled": True, "dial_over": True}, {}, Go(Outcome.UNANSWERED)),
    ],
)
def test_a_number_is_rung_and_nobody_waits_in_silence(facts, known, expected):
    assert step(here(Kind.NUMBER, **facts), **known) == expected


times = st.integers(0, 120)
asked = st.builds(
    lambda since, failures, way, answer: Asked(
        ago(since),
        failures,
        is_under_way=way,
        answered_at=ago(since) if answer else None,
    ),
    times,
    st.integers(0, 4),
    st.booleans(),
    st.booleans(),
)


@given(
    st.sampled_from(list(Kind)).filter(lambda kind: kind != Kind.HOURS),
    st.sampled_from(["parked", "queue"]),
    st.sampled_from(["silence", "speech", "music"]),
    st.dictionaries(st.sampled_from(list(Step)), asked),
    st.integers(0, 5),
    st.booleans(),
)
def test_nobody_stays_for_ever(kind, place, hearing, known, times_asked, is_answered):
    """Some minutes later there is a next step, whatever was lost, but for who rings."""
    facts = here(
        kind,
        place=place,
        hearing=hearing,
        choices="1",
        tries=2,
        times_asked=times_asked,
        answered_by_us_at=ago(60) if is_answered else None,
        is_dialled=True,
        dial_over=True,
    )
    settled = {
        step: Asked(
            one.last_at,
            one.failures,
            answered_at=one.answered_at or one.last_at,
            error_code=one.error_code,
        )
        for step, one in known.items()
    }
    assert next_step(facts, settled, now=NOW + timedelta(minutes=5)) is not None
