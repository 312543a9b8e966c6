"""Days and their steps on the clock of the site, over both changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queues.counting import INTERVAL
from reports.figures import label_of
from reports.periods import Period, Preset, Step, period_of, step_of, steps_between

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
KATHMANDU, PAGO_PAGO = ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Pago_Pago")
ZONES = (ZoneInfo("UTC"), BERLIN, NEW_YORK, KATHMANDU, PAGO_PAGO)
TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        (Preset.TODAY, TODAY, TODAY),
        (Preset.YESTERDAY, date(2026, 11, 29), date(2026, 11, 29)),
        (Preset.WEEK, date(2026, 11, 24), TODAY),
        (Preset.FOUR_WEEKS, date(2026, 11, 3), TODAY),
        (Preset.THIS_MONTH, date(2026, 11, 1), TODAY),
        (Preset.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_presets(preset, first, last):
    assert period_of(preset, TODAY, BERLIN) == Period(first, last, BERLIN)


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (TODAY, TODAY, (date(2026, 11, 29), date(2026, 11, 29))),
        (date(2026, 11, 24), TODAY, (date(2026, 11, 17), date(2026, 11, 23))),
        (date(2026, 3, 1), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 1, 1), date(2026, 2, 28), (date(2025, 11, 1), date(2025, 12, 31))),
    ],
)
def test_period_before_is_as_long_and_a_month_has_the_month_before(first, last, before):
    found = Period(first, last, BERLIN).before
    assert (found.first, found.last) == before


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_day_is_as_long_as_the_clock_makes_it(day, hours):
    period = Period(date.fromisoformat(day), date.fromisoformat(day), BERLIN)
    assert period.end - period.start == timedelta(hours=hours)
    steps = list(steps_between(period.start, period.end - INTERVAL, Step.HOUR, BERLIN))
    assert len(steps) == hours


def test_hour_that_comes_twice_says_which():
    twice = [datetime(2026, 10, 25, hour, tzinfo=UTC) for hour in (0, 1, 2)]
    labels = [label_of(moment, Step.HOUR, BERLIN) for moment in twice]
    assert labels == ["02:00 CEST", "02:00 CET", "03:00"]


@given(
    moment=st.datetimes(
        min_value=datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2027, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    step=st.sampled_from(Step),
    zone=st.sampled_from(ZONES),
)
def test_every_moment_lies_in_one_step_of_its_day(moment, step, zone):
    start = step_of(moment, step, zone)
    after = list(steps_between(start, start + timedelta(days=32), step, zone))[1]
    assert start <= moment < after
    assert step_of(start, step, zone) == start
    # No interval is in two steps.
    assert (start - datetime(2025, 1, 1, tzinfo=UTC)) % INTERVAL == timedelta()
