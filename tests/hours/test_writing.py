"""Opening hours are text that people write, and that says back what was understood."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hours.opening import Span, SpecialDay
from hours.writing import (
    Unreadable,
    read_day,
    read_special_days,
    write_day,
    write_special_days,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("closed", ""),
        ("9-17", "9:00-17:00"),
        ("9:00 \u2013 12:30,13.15 to 17", "9:00-12:30, 13:15-17:00"),
        ("22:00-6:00", "22:00-6:00"),
        ("0-24", "always"),
        ("Always", "always"),
        ("18-24", "18:00-24:00"),
    ],
)
def test_a_day_is_read_as_people_write_it(text, said):
    assert write_day(read_day(text)) == said


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("nine to five", "Write times such as 9:00-12:00, 13:00-17:00."),
        ("9-25", "A day has 24 hours, an hour 60 minutes."),
        ("9:75-10", "A day has 24 hours, an hour 60 minutes."),
        ("9-12, 11-17", "Each time has to begin when the one before it is over."),
        ("22-6, 8-9", "Each time has to begin when the one before it is over."),
        ("9-12,", "Write times such as 9:00-12:00, 13:00-17:00."),
    ],
)
def test_what_cannot_be_read_is_said(text, wrong):
    with pytest.raises(Unreadable) as raised:
        read_day(text)
    assert str(raised.value) == wrong


def test_special_days_are_lines():
    days = read_special_days(
        "2026-12-31 9-12 Half a day\n\n2026-12-24 closed Christmas Eve\n"
        "2026-05-01 as usual"
    )
    assert days == {
        date(2026, 5, 1): SpecialDay(is_as_usual=True),
        date(2026, 12, 24): SpecialDay((), "Christmas Eve"),
        date(2026, 12, 31): SpecialDay((Span(time(9), time(12)),), "Half a day"),
    }
    assert write_special_days(days).splitlines()[2] == (
        "2026-12-31 9:00-12:00 Half a day"
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("tomorrow closed", "Line 1: write a day and what it is"),
        ("2026-02-30 closed", "Line 1: there is no such day."),
        ("2026-02-03", "Line 1: write a day and what it is"),
        ("2026-02-03 closed\n2026-02-03 9-12", "Line 2: 2026-02-03 stands above"),
        ("2026-02-03 9-12, 11-13", "Line 1: Each time has to begin"),
        ("2026-02-03 closed " + "x" * 200, "Line 1: at most 120 characters."),
        ("\n" * 300, "At most 200 lines; these are 300."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_number(text, wrong):
    with pytest.raises(Unreadable) as raised:
        read_special_days(text)
    assert str(raised.value).startswith(wrong)


minutes = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))


@given(st.lists(minutes, max_size=6, unique=True).map(sorted))
def test_what_is_written_is_read_again(found):
    spans = tuple(Span(*pair) for pair in zip(found[::2], found[1::2], strict=False))
    assert read_day(write_day(spans)) == spans


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    for read in (read_day, read_special_days):
        try:
            read(text)
        except Unreadable:
            continue
