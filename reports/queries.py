"""What reports read: the counts of intervals, and the calls behind a number."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from queues import metrics
from queues.counting import Definition
from queues.metrics import Counts
from queues.models import Queue, QueueEntry
from queues.queries import definitions_of, intervals_between
from queues.states import EntryState
from reports.figures import Figures, Line, lines, only, week_by_hour
from reports.periods import Period, Step
from reports.verdicts import Counted, Metric, verdict_of

# The week by the hour is that of so many weeks before the end of the period.
WEEKS = timedelta(weeks=4)


class Wanted(NamedTuple):
    """What a report is about."""

    period: Period
    step: Step
    queues: QuerySet[Queue]


def figures(wanted: Wanted) -> Figures:
    """Return the figures of a report; its cost is that of its intervals."""
    zone, goal = wanted.period.zone, goal_of(wanted.queues)
    since = min(wanted.period.start, wanted.period.end - WEEKS)
    counts = _by_interval(since, wanted.period.end, wanted.queues)
    own = {at: one for at, one in counts.items() if at >= wanted.period.start}
    recent = {at: one for at, one in counts.items() if at >= wanted.period.end - WEEKS}
    return Figures(
        total=Line(None, "All", metrics.add(own.values()), goal),
        before=Line(None, "Before", _sum_of(wanted.period.before, wanted.queues), goal),
        lines=lines(own, wanted.step, zone, goal),
        week=week_by_hour(recent, zone, goal),
    )


def goal_of(queues: QuerySet[Queue]) -> int | None:
    """Return the goal that the queues share now."""
    return only(queues.values_list("sl_goal", flat=True))


def _sum_of(period: Period, queues: QuerySet[Queue]) -> Counts:
    return metrics.add(_by_interval(period.start, period.end, queues).values())


def _by_interval(
    start: datetime, end: datetime, queues: QuerySet[Queue]
) -> Mapping[datetime, Counts]:
    parts: dict[datetime, list[Counts]] = defaultdict(list)
    for (_, at), counts in intervals_between(
        start, end, definitions_of(queues)
    ).items():
        parts[at].append(counts)
    return {at: metrics.add(some) for at, some in sorted(parts.items())}


def definitions(wanted: Wanted) -> list[tuple[Queue, Definition]]:
    """Return what service level meant for each queue within the period, newest first."""
    known = definitions_of(wanted.queues)
    found = []
    for queue in wanted.queues:
        ends = [one.holds_from for one in known[queue.pk][1:]]
        for one, until in zip(known[queue.pk], [*ends, None], strict=True):
            begun = one.holds_from < wanted.period.end or one is known[queue.pk][0]
            if begun and (until is None or until > wanted.period.start):
                found.append((queue, one))
    return found[::-1]


@dataclass(frozen=True)
class Behind:
    """A call behind a number, and whether it was counted."""

    entry: QueueEntry
    counted: Counted


def behind(metric: Metric, wanted: Wanted) -> QuerySet[QueueEntry]:
    """Return the stays that a number is made of or leaves out, the last to leave first."""
    rows = QueueEntry.objects.filter(
        queue__in=wanted.queues,
        left_at__gte=wanted.period.start,
        left_at__lt=wanted.period.end,
    )
    if metric == Metric.ABANDONED:
        rows = rows.filter(state=EntryState.ABANDONED)
    elif metric == Metric.WAIT:
        rows = rows.filter(state=EntryState.ANSWERED)
    counted = Q(
        state__in=(EntryState.ANSWERED, EntryState.ABANDONED, EntryState.FLOWED_OUT)
    )
    return (
        rows.filter(counted).select_related("queue", "call").order_by("-left_at", "-pk")
    )


def with_verdicts(
    metric: Metric, rows: Iterator[QueueEntry] | QuerySet[QueueEntry], wanted: Wanted
) -> Iterator[Behind]:
    known = definitions_of(wanted.queues)
    for entry in rows:
        yield Behind(entry, verdict_of(metric, entry, known[entry.queue_id]))
