from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queues.metrics import (
    Counts,
    abandon_rate,
    add,
    average_speed_of_answer,
    longest_wait,
    service_level,
)

# The worked example: 1000 answered, 860 of them within 20 s; 60 gave up, 20 within 20 s.
EXAMPLE = Counts(
    answered=1000,
    answered_in_threshold=860,
    answered_wait_ms=15_000_000,
    abandoned=60,
    abandoned_in_threshold=20,
    abandoned_short=10,
)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_service_level_leaves_early_abandons_out():
    assert service_level(EXAMPLE) == pytest.approx(100 * 860 / 1040)


def test_abandon_rate_leaves_misdials_out():
    assert abandon_rate(EXAMPLE) == pytest.approx(100 * 50 / 1060)


@given(
    answered=st.integers(0, 50),
    abandoned=st.integers(0, 50),
    short=st.integers(0, 50),
    flowed_out=st.integers(0, 50),
)
def test_the_rate_and_the_count_of_the_abandoned_agree(
    answered, abandoned, short, flowed_out
):
    counts = Counts(
        answered=answered,
        abandoned=abandoned,
        abandoned_short=min(short, abandoned),
        flowed_out=flowed_out,
    )
    rate = abandon_rate(counts)
    if rate is not None:
        assert rate == pytest.approx(100 * counts.gave_up / counts.offered)


def test_flow_out_counts_as_offered():
    counts = Counts(answered=1, abandoned=1, flowed_out=2)
    assert (counts.offered, abandon_rate(counts)) == (4, 25)


def test_average_speed_of_answer():
    assert average_speed_of_answer(EXAMPLE) == timedelta(seconds=15)


def test_without_calls_there_is_no_number():
    assert service_level(Counts()) is None
    assert abandon_rate(Counts()) is None
    assert average_speed_of_answer(Counts()) is None
    assert longest_wait([], now=NOW) is None


def test_only_early_abandons_are_no_service_level():
    assert service_level(Counts(abandoned=3, abandoned_in_threshold=3)) is None


def test_longest_wait_is_that_of_the_first():
    entered = [NOW - timedelta(seconds=seconds) for seconds in (5, 90, 30)]
    assert longest_wait(entered, now=NOW) == timedelta(seconds=90)


def test_clocks_that_differ_make_no_negative_wait():
    assert longest_wait([NOW + timedelta(seconds=1)], now=NOW) == timedelta()


@given(
    st.lists(
        st.builds(
            Counts,
            answered=st.integers(0, 50),
            abandoned=st.integers(0, 50),
            flowed_out=st.integers(0, 50),
        )
    )
)
def test_counts_add_up(parts):
    total = add(parts)
    assert total.offered == sum(part.offered for part in parts)
    assert total.answered == sum(part.answered for part in parts)
