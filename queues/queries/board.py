"""The tiles and the queue table of the live board."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from agents.models import Agent
from agents.queries import Staff, ready_at, staff
from agents.states import ABSENT, AgentState
from hours.queries import opening_of, site
from queues import metrics
from queues.metrics import Counts
from queues.models import Queue, QueueEntry
from queues.queries import numbers
from queues.queries.counts import Definitions, counts_since, definitions_of
from queues.states import OPEN_ENTRY

# A number is amber at this share of its limit, and this far below its goal.
NEAR_SHARE = 0.7
NEAR_POINTS = 10
# Of the callers that were offered, in per cent: from here on too many gave up.
ABANDONED_NEAR, ABANDONED_BAD = 5, 10
LEVELS = ("ok", "warn", "bad")
WORDS = {"ok": "On target", "warn": "At risk", "bad": "Breached"}


@dataclass(frozen=True)
class Course:
    """The points of the sparklines: the last hour, oldest first."""

    waiting: list[float]
    longest: list[float]
    level: list[float]
    answered: list[float]
    abandoned: list[float]
    ready: list[float]


@dataclass(frozen=True)
class Interval:
    """What became of the calls that left the queues within five minutes up to `end`."""

    end: datetime
    answered: int
    abandoned: int
    flowed_out: int


@dataclass(frozen=True)
class Tiles:
    waiting: int
    # The start of the longest wait, and the target of that caller's queue.
    longest_since: datetime | None
    target_secs: int | None
    counts: Counts
    sl_goal: float | None
    sl_threshold_secs: int | None
    staff: Staff
    course: Course

    @property
    def service_level(self) -> float | None:
        return metrics.service_level(self.counts)

    @property
    def abandon_rate(self) -> float | None:
        return metrics.abandon_rate(self.counts)

    @property
    def level(self) -> str:
        return _share_level(self.service_level, self.sl_goal)

    @property
    def abandon_level(self) -> str:
        return _abandon_level(self.abandon_rate)

    @property
    def ready_level(self) -> str:
        """How bad it is that nobody can take a call: worse while somebody waits."""
        if self.staff.available:
            return "ok"
        return "bad" if self.waiting else "warn" if self.staff.present else "ok"


@dataclass(frozen=True)
class QueueRow:
    queue: Queue
    entered_at: list[datetime]
    counts: Counts
    ready: int
    staffed: int
    now: datetime
    # By its hours.
    is_open: bool = True

    @property
    def waiting(self) -> int:
        return len(self.entered_at)

    @property
    def takes_callers(self) -> bool:
        return self.is_open and self.queue.closed_at is None

    @property
    def longest_since(self) -> datetime | None:
        return min(self.entered_at, default=None)

    @property
    def longest(self) -> timedelta:
        wait = metrics.longest_wait(self.entered_at, now=self.now)
        return wait or timedelta()

    @property
    def service_level(self) -> float | None:
        return metrics.service_level(self.counts)

    @property
    def asa(self) -> timedelta | None:
        return metrics.average_speed_of_answer(self.counts)

    @property
    def abandon_rate(self) -> float | None:
        return metrics.abandon_rate(self.counts)

    @property
    def level(self) -> str:
        """How bad it is: the worse of the longest wait and the service level."""
        share = _share_level(self.service_level, self.queue.sl_goal)
        return max(self._wait_level(), share, key=LEVELS.index)

    @property
    def abandon_level(self) -> str:
        return _abandon_level(self.abandon_rate)

    @property
    def word(self) -> str:
        return WORDS[self.level]

    def _wait_level(self) -> str:
        wait, limit = self.longest.total_seconds(), self.queue.target_wait_secs
        if not self.waiting or wait < limit * NEAR_SHARE:
            return "ok"
        return "bad" if wait >= limit else "warn"


def tiles(queues: QuerySet[Queue], agents: QuerySet[Agent], *, now: datetime) -> Tiles:
    waiting = list(
        QueueEntry.objects.filter(state__in=OPEN_ENTRY, queue__in=queues)
        .order_by("entered_at")
        .values_list("entered_at", "queue__target_wait_secs")
    )
    first = waiting[0] if waiting else (None, None)
    definitions = definitions_of(queues)
    counts = counts_since(numbers.midnight_before(now), definitions)
    goals = {
        queue.pk: (queue.sl_goal, queue.sl_threshold_secs)
        for queue in queues
        if queue.retired_at is None or queue.pk in counts
    }
    return Tiles(
        waiting=len(waiting),
        longest_since=first[0],
        target_secs=first[1],
        counts=metrics.add(counts.values()),
        sl_goal=_goal(counts, goals),
        sl_threshold_secs=_only({threshold for _, threshold in goals.values()}),
        staff=staff(list(agents)),
        course=_course(definitions, agents, now),
    )


def last_hour(queues: QuerySet[Queue], *, now: datetime) -> list[Interval]:
    """Return the intervals of the last hour, oldest first."""
    at = numbers.moments(now)
    since = at[0] - numbers.HOUR / numbers.POINTS
    stays = numbers.stays_since(since, definitions_of(queues))
    courses = (
        numbers.answered_course(stays, at),
        numbers.abandoned_course(stays, at),
        numbers.flowed_out_course(stays, at),
    )
    return [
        Interval(end, *(int(value) for value in values))
        for end, *values in zip(at, *courses, strict=True)
    ]


def queue_rows(queues: QuerySet[Queue], *, now: datetime) -> list[QueueRow]:
    """Return one row for each of these queues, the one in most trouble first."""
    counts = counts_since(numbers.midnight_before(now), definitions_of(queues))
    entered: dict[int, list[datetime]] = defaultdict(list)
    waiting = QueueEntry.objects.filter(state__in=OPEN_ENTRY, queue__in=queues)
    waiting = waiting.order_by("entered_at")
    for queue_pk, at in waiting.values_list("queue_id", "entered_at"):
        entered[queue_pk].append(at)
    people, zone = _people(), site().time_zone
    rows = [
        QueueRow(
            queue=queue,
            entered_at=entered[queue.pk],
            counts=counts.get(queue.pk, Counts()),
            ready=people[queue.pk][AgentState.AVAILABLE],
            staffed=sum(people[queue.pk].values()),
            now=now,
            is_open=opening_of(queue.schedule, site_zone=zone, now=now).is_open,
        )
        for queue in queues.select_related("schedule")
        if queue.retired_at is None or entered[queue.pk]
    ]
    return sorted(rows, key=_trouble)


def _share_level(share: float | None, goal: float | None) -> str:
    if share is None or goal is None or share >= goal:
        return "ok"
    return "warn" if share >= goal - NEAR_POINTS else "bad"


def _abandon_level(rate: float | None) -> str:
    if rate is None or rate < ABANDONED_NEAR:
        return "ok"
    return "bad" if rate >= ABANDONED_BAD else "warn"


def _trouble(row: QueueRow) -> tuple[int, timedelta, str]:
    return -LEVELS.index(row.level), -row.longest, row.queue.name


def _people() -> dict[int, dict[str, int]]:
    """Return how many agents of each queue are in which state, of those on duty."""
    rows = (
        Agent.objects.exclude(state__in=ABSENT)
        .filter(queues__isnull=False)
        .order_by()
        .values_list("queues", "state")
        .annotate(Count("pk"))
    )
    people: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for queue_pk, state, number in rows:
        people[queue_pk][state] = number
    return people


def _goal(counts: dict[int, Counts], goals: dict[int, tuple[int, int]]) -> float | None:
    """Return the goal for all queues together, each weighted by its calls."""
    total = sum(one.offered for one in counts.values())
    if not total:
        return _only({goal for goal, _ in goals.values()})
    return sum(goals[pk][0] * one.offered for pk, one in counts.items()) / total


def _only(values: set[int]) -> int | None:
    """Return the value that all share, None when they differ."""
    return next(iter(values)) if len(values) == 1 else None


def _course(definitions: Definitions, agents: QuerySet[Agent], now: datetime) -> Course:
    at = numbers.moments(now)
    stays = numbers.stays_since(at[0] - numbers.HOUR / numbers.POINTS, definitions)
    return Course(
        waiting=numbers.waiting_course(stays, at),
        longest=numbers.longest_course(stays, at),
        level=numbers.level_course(stays, at),
        answered=numbers.answered_course(stays, at),
        abandoned=numbers.abandoned_course(stays, at),
        ready=[float(number) for number in ready_at(at, agents)],
    )
