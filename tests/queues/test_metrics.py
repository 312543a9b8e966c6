from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queues.metrics import (
    WAIT_EDGES,
    Counts,
    abandon_rate,
    add,
    average_speed_of_answer,
    histogram,
    leveled,
    longest_wait,
    service_level,
    waited_at_most,
)
from queues.states import Formula

# The worked example: 1000 answered, 860 of them within 20 s; 60 gave up, 20 within 20 s.
COUNTED = Counts(
    answered=1000,
    answered_in_threshold=860,
    answered_wait_ms=15_000_000,
    abandoned=60,
    abandoned_in_threshold=20,
    abandoned_short=10,
)
EXAMPLE = leveled(COUNTED, Formula.EARLY_IGNORED)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("formula", "level"),
    [
        (Formula.EARLY_MET, 100 * 880 / 1060),
        (Formula.ANSWERED, 86),
        (Formula.OFFERED, 100 * 860 / 1060),
        (Formula.EARLY_IGNORED, 100 * 860 / 1040),
        (Formula.SHORT_IGNORED, 100 * 860 / 1050),
    ],
)
def test_service_level_of_the_worked_example_by_each_formula(formula, level):
    assert service_level(leveled(COUNTED, formula)) == pytest.approx(level)


@given(
    st.lists(
        st.builds(
            Counts,
            answered=st.integers(0, 50),
            abandoned=st.integers(0, 50),
        )
    ),
    st.sampled_from(Formula),
)
def test_service_levels_of_parts_are_added_and_never_averaged(parts, formula):
    together = add(leveled(part, formula) for part in parts)
    assert together == leveled(together, formula)


def test_histogram_has_each_wait_once():
    waits = histogram([0, 5_000, 5_001, 20_000, 4_000_000])
    assert sum(waits) == 5
    assert waits[: len(WAIT_EDGES)].index(2) == 0
    assert (waits[1], waits[3], waits[-1]) == (1, 1, 1)


@pytest.mark.parametrize(("share", "edge"), [(0.5, 10), (0.8, 20), (1, None)])
def test_waits_are_known_by_the_edges_of_the_histogram(share, edge):
    waits = histogram([1_000, 2_000, 9_000, 20_000, 4_000_000])
    assert waited_at_most(waits, share) == edge


def test_without_waits_there_is_no_edge():
    assert waited_at_most(histogram([]), 0.5) is None


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
    counts = Counts(abandoned=3, abandoned_in_threshold=3)
    assert service_level(leveled(counts, Formula.EARLY_IGNORED)) is None


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
