"""When something is open: pure, from what the week, special days and holidays say.

People write times as their clocks show them. A clock that is put forward skips some, one
that is put back shows some twice: what opens at a skipped time opens when the clock jumps
over it; what opens at a doubled time opens the first time, what closes then closes the
second time. So nothing opens or closes twice in one night.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# So far ahead a change is looked for; who is closed for longer has no next opening.
LOOKS_AHEAD = 60


@dataclass(frozen=True, order=True)
class Span:
    """From one time to another; one that does not close later closes on the next day."""

    opens: time
    closes: time

    @property
    def is_overnight(self) -> bool:
        return self.closes <= self.opens

    @property
    def words(self) -> str:
        if self == ALWAYS:
            return "always"
        end = "24:00" if self.closes == time(0) else _clock(self.closes)
        return f"{_clock(self.opens)}-{end}"


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


ALWAYS = Span(time(0), time(0))


@dataclass(frozen=True)
class SpecialDay:
    spans: tuple[Span, ...] = ()
    name: str = ""
    # As on any such weekday, though it is a holiday.
    is_as_usual: bool = False


@dataclass(frozen=True)
class Rules:
    zone: ZoneInfo
    # Monday first.
    week: tuple[tuple[Span, ...], ...]
    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    # Days that are closed, with what they are called.
    holidays: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Opening:
    is_open: bool
    # When that changes; None when it does not in the next two months.
    until: datetime | None
    # Why it is closed on a day on which it is mostly open: what the day is called.
    why: str = ""


@dataclass(frozen=True)
class Day:
    day: date
    spans: tuple[Span, ...]
    why: str = ""


def day_of(rules: Rules, day: date) -> Day:
    """Return when it is open on a day, and what the day is called when it is special."""
    usual = rules.week[day.weekday()]
    special = rules.special.get(day)
    if special is None:
        holiday = rules.holidays.get(day, "")
        return Day(day, () if holiday else usual, holiday)
    return Day(day, usual if special.is_as_usual else special.spans, special.name)


def opening_at(rules: Rules, at: datetime) -> Opening:
    """Return whether it is open at a moment, and until when."""
    for opens, closes in _stretches(rules, at.astimezone(rules.zone).date() - DAY):
        if at < opens:
            return Opening(False, opens, _why(rules, at))
        if at < closes:
            is_for_good = closes - at > DAY * LOOKS_AHEAD
            return Opening(True, None if is_for_good else closes)
    return Opening(False, None, _why(rules, at))


def _why(rules: Rules, at: datetime) -> str:
    return day_of(rules, at.astimezone(rules.zone).date()).why


def _stretches(rules: Rules, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Return from when to when it is open, one after the other; what touches is one."""
    known: tuple[datetime, datetime] | None = None
    for number in range(LOOKS_AHEAD + 3):
        for opens, closes in _moments(rules, first + DAY * number):
            if known is not None and opens <= known[1]:
                known = known[0], max(known[1], closes)
                continue
            if known is not None:
                yield known
            known = opens, closes
    if known is not None:
        yield known


def _moments(rules: Rules, day: date) -> Sequence[tuple[datetime, datetime]]:
    found = []
    for span in sorted(day_of(rules, day).spans):
        opens = first_moment(rules.zone, day, span.opens)
        end = day + DAY if span.is_overnight else day
        closes = last_moment(rules.zone, end, span.closes)
        if closes > opens:
            found.append((opens, closes))
    return found


def first_moment(zone: ZoneInfo, day: date, at: time) -> datetime:
    """Return when clocks first show this time, or first show a later one."""
    before, after = _both(zone, day, at)
    if before <= after:
        return before
    return _jump(zone, datetime.combine(day, at), after, before)


def last_moment(zone: ZoneInfo, day: date, at: time) -> datetime:
    """Return when clocks last show this time, or first show a later one."""
    before, after = _both(zone, day, at)
    if before <= after:
        return after
    return _jump(zone, datetime.combine(day, at), after, before)


def _both(zone: ZoneInfo, day: date, at: time) -> tuple[datetime, datetime]:
    """Return the moment by the offset that holds before a change, and by that after it.

    They are one and the same on most days; of a time that is skipped the former is later.
    """
    wall = datetime.combine(day, at, tzinfo=zone)
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)


def _jump(
    zone: ZoneInfo, wall: datetime, earliest: datetime, latest: datetime
) -> datetime:
    """Return the first minute whose local time is not before one that is skipped."""
    while latest - earliest > MINUTE:
        half = round((latest - earliest) / MINUTE / 2)
        middle = earliest + MINUTE * half
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            latest = middle
        else:
            earliest = middle
    return latest
