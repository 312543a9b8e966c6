"""Telnyx's times on this server's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcontrol.health.clock import (
    Correction,
    Offsets,
    offset_of,
    offset_of_answer,
    our_time,
    their_time,
    wanted_offset,
)

START = datetime(2026, 11, 29, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def secs(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def middle_of(*offsets: float) -> float:
    last = Offsets()
    for n, offset in enumerate(offsets):
        last.add(at(n), secs(offset))
    return last.middle.total_seconds()


@pytest.mark.parametrize("fraction", [0, 0.25, 0.5, 0.999])
@pytest.mark.parametrize("ahead", [-400, -60, -2, 0, 3, 60, 400])
def test_a_stamp_tells_the_offset_to_half_a_second(ahead, fraction):
    signed = at(fraction)
    stamp = str(int(signed.timestamp()))
    found = offset_of(stamp, signed + secs(ahead)).total_seconds()
    assert found == pytest.approx(ahead, abs=0.5001)


def test_the_date_of_an_answer_tells_it_from_the_middle_of_the_request():
    offset = offset_of_answer(at(0), at(59.5), at(61.5))
    assert offset == secs(60)


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        ([0.2], 0.2),
        ([0, 0, 4], 0),
        ([0, 0, 0, 12, 0], 0),
        ([0, 0, 0, 4, 4.2, 4.1], 4),
        # A clock that was set is believed at once.
        ([0, 0, 0, 0, 60], 60),
        ([0, 0, -400], -400),
    ],
)
def test_the_middle_of_the_last_webhooks_counts(offsets, expected):
    assert middle_of(*offsets) == expected


def test_webhooks_of_long_ago_do_not_count():
    last = Offsets()
    for n in range(5):
        last.add(at(n), secs(0))
    last.add(at(400), secs(4))
    assert last.middle == secs(4)


@pytest.mark.parametrize(
    ("measured", "known", "wanted"),
    [
        (0.4, 0, 0),
        (1.9, 0, 0),
        (2, 0, 2),
        (-60, 0, -60),
        (60.9, 60, 60),
        (62.1, 60, 62.1),
        (0.3, 60, 0),
        (1.9, 4, 0),
    ],
)
def test_times_are_corrected_from_two_seconds_on_and_steadily(measured, known, wanted):
    corrections = [Correction(secs(known))] if known else []
    assert wanted_offset(secs(measured), corrections) == secs(wanted)


def test_what_was_before_any_correction_stays():
    later = Correction(secs(60), at(10), at(10))
    assert our_time(at(5), [later]) == at(5)
    assert our_time(at(11), [later]) == at(71)


def test_time_that_would_go_back_goes_slowly_until_it_is_right():
    """At 10 the provider's clock was found to be a minute ahead: ours is 950."""
    corrections = [Correction(secs(-60), at(10), at(10))]
    assert our_time(at(10), corrections) == at(10)
    assert our_time(at(20), corrections) == at(10.1)
    assert our_time(at(200), corrections) == at(140)


def test_a_clock_that_jumped_is_followed_at_once_by_what_comes_after():
    """The provider's clock jumps from 10 to 70, so nothing occurred in between."""
    corrections = [Correction(secs(-60), at(9.9), at(9.9))]
    assert our_time(at(71), corrections) == at(11)


moments = st.floats(min_value=-500, max_value=2000).map(lambda n: at(round(n, 3)))
steps = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=400),
        st.floats(min_value=-400, max_value=400).map(lambda n: secs(round(n, 3))),
    ),
    max_size=5,
)


def corrections_by(steps: list[tuple[int, timedelta]]) -> list[Correction]:
    """Make corrections as they are made: each from the newest event that is known."""
    made: list[Correction] = []
    newest = at(0)
    for pause, offset in steps:
        newest = max(newest, our_time(their_time(newest, made) + secs(pause), made))
        made.insert(0, Correction(offset, their_time(newest, made), newest))
    return made


# A busy machine may be slow to draw.
patiently = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@patiently
@given(steps=steps, one=moments, other=moments)
def test_of_two_events_the_later_one_stays_the_later_one(steps, one, other):
    corrections = corrections_by(steps)
    first, second = sorted([one, other])
    assert our_time(first, corrections) <= our_time(second, corrections)
    if second - first >= secs(0.001):
        assert our_time(first, corrections) < our_time(second, corrections)


@patiently
@given(steps=steps, ours=moments, earlier=st.floats(min_value=0.01, max_value=900))
def test_what_occurred_before_a_time_of_ours_is_put_before_it(steps, ours, earlier):
    corrections = corrections_by(steps)
    theirs = their_time(ours, corrections)
    if corrections:
        ours = max(ours, corrections[0].from_ours or ours)
    assert our_time(theirs - secs(earlier), corrections) <= ours
    assert our_time(theirs, corrections) >= ours - secs(0.001)
