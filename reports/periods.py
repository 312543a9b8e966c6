"""Days of a report and the steps that divide them, in the time zone of the site. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

DAY = timedelta(days=1)


class Preset(TextChoices):
    TODAY = "today", "Today"
    YESTERDAY = "yesterday", "Yesterday"
    WEEK = "week", "Last 7 days"
    FOUR_WEEKS = "four_weeks", "Last 28 days"
    THIS_MONTH = "this_month", "This month"
    LAST_MONTH = "last_month", "Last month"
    DAYS = "days", "The days below"


class Step(TextChoices):
    QUARTER = "quarter", "15 min"
    HALF = "half", "30 min"
    HOUR = "hour", "1 h"
    DAY = "day", "Day"
    MONTH = "month", "Month"


MINUTES = {Step.QUARTER: 15, Step.HALF: 30, Step.HOUR: 60}
# More days than this make more rows than anybody reads.
MOST_DAYS = {
    Step.QUARTER: 7,
    Step.HALF: 14,
    Step.HOUR: 31,
    Step.DAY: 400,
    Step.MONTH: 1900,
}


@dataclass(frozen=True)
class Period:
    """Whole days, the last one included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> int:
        return (self.last - self.first) // DAY + 1

    @property
    def start(self) -> datetime:
        return self._midnight(self.first)

    @property
    def end(self) -> datetime:
        """The moment after the last one."""
        return self._midnight(self.last + DAY)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    @property
    def before(self) -> "Period":
        """As many days before; a whole month has the month before."""
        if self.first.day == 1 and (self.last + DAY).day == 1:
            last = self.first - DAY
            months = (self.last.year - self.first.year) * 12
            months += self.last.month - self.first.month
            return Period(_months_before(last.replace(day=1), months), last, self.zone)
        length = DAY * self.days
        return Period(self.first - length, self.last - length, self.zone)


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def period_of(preset: Preset, today: date, zone: ZoneInfo) -> Period:
    """Return the days of a preset; of `DAYS`, today."""
    first, last = today, today
    if preset == Preset.YESTERDAY:
        first = last = today - DAY
    elif preset == Preset.WEEK:
        first = today - 6 * DAY
    elif preset == Preset.FOUR_WEEKS:
        first = today - 27 * DAY
    elif preset == Preset.THIS_MONTH:
        first = today.replace(day=1)
    elif preset == Preset.LAST_MONTH:
        last = today.replace(day=1) - DAY
        first = last.replace(day=1)
    return Period(first, last, zone)


def step_of(moment: datetime, step: Step, zone: ZoneInfo) -> datetime:
    """Return the beginning of the step in which an interval lies.

    Minutes are counted from the full hour on the clock of the zone, so that an hour that
    a change of the clock repeats is two steps.
    """
    local = moment.astimezone(zone)
    if step in MINUTES:
        past = timedelta(minutes=local.minute, seconds=local.second) % timedelta(
            minutes=MINUTES[step]
        )
        return moment.astimezone(UTC).replace(microsecond=0) - past
    day = local.date() if step == Step.DAY else local.date().replace(day=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def steps_between(
    first: datetime, last: datetime, step: Step, zone: ZoneInfo
) -> Iterator[datetime]:
    """Yield the beginnings of all steps from `first` to `last`, both included."""
    moment = first
    while moment <= last:
        yield moment
        moment = _next(moment, step, zone)


def _next(moment: datetime, step: Step, zone: ZoneInfo) -> datetime:
    if step in MINUTES:
        return moment + timedelta(minutes=MINUTES[step])
    day = moment.astimezone(zone).date() + (DAY if step == Step.DAY else 32 * DAY)
    if step == Step.MONTH:
        day = day.replace(day=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)
