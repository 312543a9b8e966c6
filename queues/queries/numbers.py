"""The course of the last hour: what left the queues, point by point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from queues.counting import Definition, Left, count, definition_at
from queues.metrics import add, service_level
from queues.models import QueueEntry
from queues.queries.counts import Definitions
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
    # Of its queue, in order of time.
    definitions: Sequence[Definition]

    @property
    def gave_up(self) -> bool:
        if self.state != EntryState.ABANDONED or self.left_at is None:
            return False
        # Whoever gave up sooner had misdialled.
        short_secs = definition_at(self.definitions, self.left_at).short_secs
        return (self.waited_ms or 0) > short_secs * 1000


def midnight_before(now: datetime) -> datetime:
    """Return when today began in the site's time zone."""
    local = timezone.localtime(now)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def stays_since(start: datetime, definitions: Definitions) -> list[Stay]:
    """Return the stays that lasted into the time after `start`, open ones included."""
    rows = QueueEntry.objects.filter(
        Q(left_at__isnull=True) | Q(left_at__gte=start), queue__in=list(definitions)
    ).values_list(
        # Who was transferred talked before, and does not count as waiting then.
        Coalesce("transferred_at", "entered_at"),
        "left_at",
        "state",
        "waited_ms",
        "queue_id",
    )
    return [
        Stay(entered_at, left_at, state, waited_ms, definitions[queue_pk])
        for entered_at, left_at, state, waited_ms, queue_pk in rows
    ]


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
    for interval in _intervals(stays, at):
        share = _level(interval)
        if share is not None:
            course.append(share)
        elif course:
            course.append(course[-1])
    return course


def _level(stays: Sequence[Stay]) -> float | None:
    return service_level(
        add(
            count(
                [Left(stay.left_at, stay.state, stay.waited_ms or 0)], stay.definitions
            )
            for stay in stays
            if stay.left_at
        )
    )


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
