"""When it is open: weeks, special days, holidays, and nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hours.opening import (
    ALWAYS,
    Rules,
    Span,
    SpecialDay,
    day_of,
    first_moment,
    last_moment,
    opening_at,
)

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
# Its clocks go forward and back by half an hour.
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
CLOSED = ((),) * 7
OFFICE = (Span(time(9), time(12)), Span(time(13), time(17)))
WEEK = (*(OFFICE,) * 5, (), ())


def rules(zone=BERLIN, week=WEEK, **given):
    return Rules(zone, week, **given)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "is_open", "until"),
    [
        # A Monday in winter, when Berlin is an hour ahead.
        ("2026-01-05 07:59", False, "2026-01-05 08:00"),
        ("2026-01-05 08:00", True, "2026-01-05 11:00"),
        ("2026-01-05 11:00", False, "2026-01-05 12:00"),
        ("2026-01-05 15:59:59", True, "2026-01-05 16:00"),
        # On Friday evening, until Monday.
        ("2026-01-09 16:00", False, "2026-01-12 08:00"),
    ],
)
def test_a_week_of_an_office(at, is_open, until):
    found = opening_at(rules(), utc(at))
    assert (found.is_open, found.until) == (is_open, utc(until))


def test_always_has_no_end_and_never_no_beginning():
    found = opening_at(rules(week=((ALWAYS,),) * 7), utc("2026-01-05 08:00"))
    assert (found.is_open, found.until) == (True, None)
    found = opening_at(rules(week=CLOSED), utc("2026-01-05 08:00"))
    assert (found.is_open, found.until) == (False, None)


def test_a_night_shift_ends_on_the_next_day():
    night = rules(week=((Span(time(22), time(6)),), *CLOSED[1:]))
    assert opening_at(night, utc("2026-01-06 04:59")).is_open
    assert opening_at(night, utc("2026-01-06 05:00")).is_open is False


def test_holidays_and_special_days():
    monday = date(2026, 1, 5)
    holiday = {monday: "Epiphany, early"}
    found = opening_at(rules(holidays=holiday), utc("2026-01-05 10:00"))
    assert (found.is_open, found.why) == (False, "Epiphany, early")
    assert found.until == utc("2026-01-06 08:00")
    usual = {monday: SpecialDay(is_as_usual=True)}
    assert opening_at(
        rules(holidays=holiday, special=usual), utc("2026-01-05 10:00")
    ).is_open
    half = {monday: SpecialDay((Span(time(9), time(10)),), "Stocktaking")}
    found = opening_at(rules(special=half), utc("2026-01-05 10:00"))
    assert (found.is_open, found.why) == (False, "Stocktaking")


# Zone, day and hour at which clocks change, and what they show around it.
FORWARD = [
    # 2:00 becomes 3:00.
    (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29 01:00"),
    (NEW_YORK, date(2026, 3, 8), time(2, 30), "2026-03-08 07:00"),
    # 2:00 becomes 2:30.
    (LORD_HOWE, date(2026, 10, 4), time(2, 15), "2026-10-03 15:30"),
]
BACK = [
    # 3:00 becomes 2:00; what is shown twice, the first and the second time.
    (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25 00:30", "2026-10-25 01:30"),
    (NEW_YORK, date(2026, 11, 1), time(1, 30), "2026-11-01 05:30", "2026-11-01 06:30"),
    # 2:00 becomes 1:30.
    (LORD_HOWE, date(2026, 4, 5), time(1, 45), "2026-04-04 14:45", "2026-04-04 15:15"),
]


@pytest.mark.parametrize(("zone", "day", "skipped", "jump"), FORWARD)
def test_what_opens_or_closes_at_a_skipped_time_does_when_the_clock_jumps(
    zone, day, skipped, jump
):
    assert first_moment(zone, day, skipped) == utc(jump)
    assert last_moment(zone, day, skipped) == utc(jump)
    opens = rules(zone, (((Span(skipped, time(12))),),) * 7)
    assert not opening_at(opens, utc(jump) - timedelta(seconds=1)).is_open
    assert opening_at(opens, utc(jump)).is_open


@pytest.mark.parametrize(("zone", "day", "doubled", "first", "second"), BACK)
def test_what_opens_at_a_doubled_time_opens_once_and_closes_once(
    zone, day, doubled, first, second
):
    assert first_moment(zone, day, doubled) == utc(first)
    assert last_moment(zone, day, doubled) == utc(second)
    late = rules(zone, ((Span(time(0, 30), doubled),),) * 7)
    between = utc(first) + (utc(second) - utc(first)) / 2
    assert opening_at(late, between).until == utc(second)
    assert not opening_at(late, utc(second)).is_open


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE])
@pytest.mark.parametrize("month", [3, 4, 10, 11])
def test_an_office_opens_at_nine_on_the_wall_whatever_the_clocks_do(zone, month):
    every_day = rules(zone, ((Span(time(9), time(17)),),) * 7)
    at = datetime(2026, month, 1, 12, tzinfo=UTC)
    for _ in range(31):
        found = opening_at(every_day, at)
        assert found.until is not None
        wall = found.until.astimezone(zone).time()
        assert wall == (time(17) if found.is_open else time(9))
        at = found.until


minutes = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
days = st.lists(minutes, max_size=4, unique=True).map(
    lambda found: tuple(
        Span(*pair) for pair in zip(*[iter(sorted(found))] * 2, strict=False)
    )
)


@given(
    st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE]),
    st.tuples(*[days] * 7),
    st.integers(0, 365 * 24 * 60).map(lambda m: timedelta(minutes=m)),
)
@settings(max_examples=150, deadline=None)
def test_whatever_the_week_it_stays_so_until_it_changes(zone, week, since):
    at = datetime(2026, 1, 1, tzinfo=UTC) + since
    found = opening_at(rules(zone, week), at)
    if found.until is None:
        return
    assert found.until > at
    before = opening_at(rules(zone, week), found.until - timedelta(seconds=1))
    after = opening_at(rules(zone, week), found.until)
    assert (before.is_open, before.until) == (found.is_open, found.until)
    assert after.is_open is not found.is_open


def test_a_day_says_what_it_is_called():
    special = {date(2026, 1, 5): SpecialDay((), "Stocktaking")}
    assert day_of(rules(special=special), date(2026, 1, 5)).why == "Stocktaking"
    assert day_of(rules(), date(2026, 1, 5)).spans == OFFICE
