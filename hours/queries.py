"""What is open now, by the rows."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from hours.calendar import holidays_between
from hours.models import WEEKDAYS, Schedule, Site
from hours.opening import (
    LOOKS_AHEAD,
    Day,
    Opening,
    Rules,
    Span,
    SpecialDay,
    day_of,
    opening_at,
)
from hours.writing import Unreadable, read_day, read_special_days

# Names of zones that stand for a place; the others are left-overs of old systems.
PLACES = (
    "Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/",
    "Europe/", "Indian/", "Pacific/",
)  # fmt: skip
SHOWN_DAYS = 14


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Return the time zones that can be chosen, by name."""
    known = available_timezones()
    return ("UTC", *sorted(name for name in known if name.startswith(PLACES)))


def site() -> Site:
    return Site.objects.first() or Site.default()


def zone_of(schedule: Schedule | None, *, site_zone: str = "") -> ZoneInfo:
    """Return the zone of opening hours, or that of the site."""
    own = schedule.time_zone if schedule else ""
    name = own or site_zone or site().time_zone
    return ZoneInfo(name if name in zone_names() else "UTC")


def rules_of(schedule: Schedule, *, site_zone: str = "", now: datetime) -> Rules:
    zone = zone_of(schedule, site_zone=site_zone)
    today = now.astimezone(zone).date()
    first, last = (today + timedelta(days=days) for days in (-2, LOOKS_AHEAD + 3))
    return Rules(
        zone,
        tuple(_spans(getattr(schedule, day)) for day in WEEKDAYS),
        _special(schedule.special_days),
        holidays_between(schedule.country, schedule.region, first, last),
    )


def _spans(text: str) -> tuple[Span, ...]:
    """What was written past the form and cannot be read is a day that is closed."""
    try:
        return read_day(text)
    except Unreadable:
        return ()


def _special(text: str) -> dict[date, SpecialDay]:
    try:
        return read_special_days(text)
    except Unreadable:
        return {}


def opening_of(
    schedule: Schedule | None, *, site_zone: str = "", now: datetime
) -> Opening:
    """Return whether it is open by these hours; without any it is always open."""
    if schedule is None:
        return Opening(True, None)
    return opening_at(rules_of(schedule, site_zone=site_zone, now=now), now)


def days_ahead(schedule: Schedule, *, now: datetime) -> list[Day]:
    """Return what the hours say of today and the days that follow."""
    rules = rules_of(schedule, now=now)
    today = now.astimezone(rules.zone).date()
    days = (today + timedelta(days=number) for number in range(SHOWN_DAYS))
    return [day_of(rules, day) for day in days]
