"""Counts of calls that left the queues, by queue, and their course over an hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from database.bounded import BoundedIntegerField
from queues.metrics import Counts, service_level
from queues.models import Queue, QueueEntry
from queues.states import EntryState

HOUR = timedelta(hours=1)
# Points of a sparkline; one every five minutes.
POINTS = 12


@dataclass(frozen=True)
class Stay:
    """As much of a stay in a queue as the course of the last hour needs."""

    entered_at: datetime
    left_at: datetime | None
    state: str
    waited_ms: int | None
    threshold_secs: int
    # Whoever gave up sooner had misdialled.
    short_secs: int

    @property
    def gave_up(self) -> bool:
        is_short = (self.waited_ms or 0) <= self.short_secs * 1000
        return self.state == EntryState.ABANDONED and not is_short

    @property
    def is_in_threshold(self) -> bool:
        return (self.waited_ms or 0) <= self.threshold_secs * 1000


def midnight_before(now: datetime) -> datetime:
    """Return when today began in the site's time zone."""
    local = timezone.localtime(now)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def counts_since(start: datetime, queues: QuerySet[Queue]) -> dict[int, Counts]:
    """Return what became of the calls that left each of these queues since `start`."""
    answered = Q(state=EntryState.ANSWERED)
    abandoned = Q(state=EntryState.ABANDONED)
    in_threshold = Q(waited_ms__lte=_milliseconds("sl_threshold_secs"))
    is_short = Q(waited_ms__lte=_milliseconds("short_abandon_secs"))
    rows = (
        QueueEntry.objects.filter(left_at__gte=start, queue__in=queues)
        .order_by()
        .values("queue_id")
        .annotate(
            answered=Count("pk", filter=answered),
            answered_in_threshold=Count("pk", filter=answered & in_threshold),
            answered_wait_ms=Sum("waited_ms", filter=answered, default=0),
            abandoned=Count("pk", filter=abandoned),
            abandoned_in_threshold=Count("pk", filter=abandoned & in_threshold),
            abandoned_short=Count("pk", filter=abandoned & is_short),
            flowed_out=Count("pk", filter=Q(state=EntryState.FLOWED_OUT)),
        )
    )
    counts = {}
    for row in rows:
        numbers: dict[str, Any] = {**row}
        queue_pk = numbers.pop("queue_id")
        counts[queue_pk] = Counts(**numbers)
    return counts


def _milliseconds(setting: str) -> Combinable:
    """Return a setting of the stay's queue, within its bounds whatever the row holds."""
    field = Queue._meta.get_field(setting)
    assert isinstance(field, BoundedIntegerField)  # noqa: S101 - for the type checker
    return Least(F(f"queue__{setting}"), field.most) * 1000


def stays_since(start: datetime, queues: QuerySet[Queue]) -> list[Stay]:
    """Return the stays that lasted into the time after `start`, open ones included."""
    rows = QueueEntry.objects.filter(
        Q(left_at__isnull=True) | Q(left_at__gte=start), queue__in=queues
    ).values_list(
        # Who was transferred talked before, and does not count as waiting then.
        Coalesce("transferred_at", "entered_at"),
        "left_at",
        "state",
        "waited_ms",
        "queue__sl_threshold_secs",
        "queue__short_abandon_secs",
    )
    return [Stay(*row) for row in rows]


def moments(now: datetime) -> list[datetime]:
    """Return the ends of the intervals of the last hour, on whole minutes.

    Within a minute the answer stays the same, so nothing is redrawn for it.
    """
    end, step = now.replace(second=0, microsecond=0), HOUR / POINTS
    return [end - step * back for back in range(POINTS - 1, -1, -1)]


def waiting_course(stays: Sequence[Stay], at: Sequence[datetime]) -> list[float]:
    return [float(len(_waiting_at(stays, moment))) for moment in at]


def longest_course(stays: Sequence[Stay], at: Sequence[datetime]) -> list[float]:
    course = []
    for moment in at:
        entered = [stay.entered_at for stay in _waiting_at(stays, moment)]
        longest = moment - min(entered) if entered else timedelta()
        course.append(longest.total_seconds())
    return course


def answered_course(stays: Sequence[Stay], at: Sequence[datetime]) -> list[float]:
    return _course(stays, at, lambda some: float(_count(some, EntryState.ANSWERED)))


def abandoned_course(stays: Sequence[Stay], at: Sequence[datetime]) -> list[float]:
    return _course(stays, at, lambda some: float(sum(one.gave_up for one in some)))


def flowed_out_course(stays: Sequence[Stay], at: Sequence[datetime]) -> list[float]:
    return _course(stays, at, lambda some: float(_count(some, EntryState.FLOWED_OUT)))


def level_course(stays: Sequence[Stay], at: Sequence[datetime]) -> list[float]:
    """Return the service level of each interval; one without calls repeats the last."""
    course: list[float] = []
    for level in _intervals(stays, at):
        counts = _counts(level)
        share = service_level(counts)
        if share is not None:
            course.append(share)
        elif course:
            course.append(course[-1])
    return course


def _waiting_at(stays: Sequence[Stay], moment: datetime) -> list[Stay]:
    return [
        stay
        for stay in stays
        if stay.entered_at <= moment and (stay.left_at is None or stay.left_at > moment)
    ]


def _intervals(stays: Sequence[Stay], at: Sequence[datetime]) -> list[list[Stay]]:
    step = HOUR / POINTS
    return [
        [stay for stay in stays if stay.left_at and end - step < stay.left_at <= end]
        for end in at
    ]


def _course(
    stays: Sequence[Stay],
    at: Sequence[datetime],
    value: Callable[[list[Stay]], float],
) -> list[float]:
    return [value(interval) for interval in _intervals(stays, at)]


def _count(stays: Sequence[Stay], state: EntryState) -> int:
    return sum(stay.state == state for stay in stays)


def _counts(stays: Sequence[Stay]) -> Counts:
    in_time = [stay for stay in stays if stay.is_in_threshold]
    return Counts(
        answered=_count(stays, EntryState.ANSWERED),
        answered_in_threshold=_count(in_time, EntryState.ANSWERED),
        abandoned=_count(stays, EntryState.ABANDONED),
        abandoned_in_threshold=_count(in_time, EntryState.ABANDONED),
    )
