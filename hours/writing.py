"""Opening hours as people write them, and back: pure.

A day is `9:00-12:00, 13:00-17:00`, `always`, or empty when it is closed. A special day is
a line: `2026-12-24 closed Christmas Eve`, `2026-12-31 9:00-12:00 Half a day`, or
`2026-05-01 as usual` for a holiday on which people work.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from itertools import pairwise

from hours.opening import ALWAYS, Span, SpecialDay

_CLOSED = ("", "closed", "-", "\u2013")
_SPAN = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|\u2013|to)\s*(\d{1,2})(?:[:.](\d{2}))?"
)
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(.*)")
_SPANS = rf"{_SPAN.pattern}(?:\s*,\s*{_SPAN.pattern})*"
_WHAT = re.compile(rf"(closed|as usual|always|{_SPANS})\b\s*(.*)", re.IGNORECASE)
HOW = "Write times such as 9:00-12:00, 13:00-17:00."
HOW_SPECIAL = (
    "Line {}: write a day and what it is, such as 2026-12-24 closed Christmas Eve, "
    "2026-12-31 9:00-12:00 or 2026-05-01 as usual."
)
MOST_SPECIAL_DAYS = 200
LONGEST_LINE = 120


class Unreadable(ValueError):
    """What is wrong, as one sentence for whoever wrote it."""


def read_day(text: str) -> tuple[Span, ...]:
    """Return the spans that a text says; raises Unreadable."""
    said = text.strip().lower()
    if said in _CLOSED:
        return ()
    if said == "always":
        return (ALWAYS,)
    spans = tuple(_read_span(part) for part in said.split(","))
    for one, following in pairwise(spans):
        if one.is_overnight or following.opens < one.closes:
            raise Unreadable("Each time has to begin when the one before it is over.")
    return spans


def _read_span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise Unreadable(HOW)
    hour, minute, last_hour, last_minute = (int(part or 0) for part in found.groups())
    return Span(_time(hour, minute), _time(last_hour, last_minute))


def _time(hour: int, minute: int) -> time:
    """24:00 is the midnight at the end of a day."""
    if (hour, minute) == (24, 0):
        return time(0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise Unreadable("A day has 24 hours, an hour 60 minutes.") from error


def write_day(spans: Iterable[Span]) -> str:
    """Return the text of a day; empty when it is closed."""
    return ", ".join(one.words for one in spans)


def read_special_days(text: str) -> dict[date, SpecialDay]:
    """Return the days that the lines say, in their order; raises Unreadable."""
    days: dict[date, SpecialDay] = {}
    lines = text.splitlines()
    if len(lines) > MOST_SPECIAL_DAYS:
        raise Unreadable(f"At most {MOST_SPECIAL_DAYS} lines; these are {len(lines)}.")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        day, special = _read_line(line.strip(), number)
        if day in days:
            raise Unreadable(f"Line {number}: {day} stands above already.")
        days[day] = special
    return dict(sorted(days.items()))


def _read_line(line: str, number: int) -> tuple[date, SpecialDay]:
    if len(line) > LONGEST_LINE:
        raise Unreadable(f"Line {number}: at most {LONGEST_LINE} characters.")
    found = _LINE.fullmatch(line)
    said = _WHAT.fullmatch(found.group(2)) if found else None
    if found is None or said is None:
        raise Unreadable(HOW_SPECIAL.format(number))
    try:
        day = date.fromisoformat(found.group(1))
    except ValueError as error:
        raise Unreadable(f"Line {number}: there is no such day.") from error
    what, name = said.group(1), said.groups()[-1].strip()
    if what.lower() == "as usual":
        return day, SpecialDay((), name, is_as_usual=True)
    try:
        return day, SpecialDay(read_day(what), name)
    except Unreadable as error:
        raise Unreadable(f"Line {number}: {error}") from error


def write_special_days(days: Mapping[date, SpecialDay]) -> str:
    return "\n".join(
        f"{day} {_what(special)} {special.name}".rstrip()
        for day, special in days.items()
    )


def _what(special: SpecialDay) -> str:
    return "as usual" if special.is_as_usual else write_day(special.spans) or "closed"
