"""What became of the calls that left the queues, from whole intervals and what is new.

The cost does not grow with the calls: a day has 96 intervals, and not counted yet is
what left within the last seconds.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, Max, Q, QuerySet, Sum

from database.bounded import BoundedIntegerField
from queues.counting import (
    INTERVAL,
    Definition,
    Left,
    count,
    first_interval_from,
    interval_of,
)
from queues.metrics import SUMMED, Counts, add
from queues.models import IntervalCount, MetricDefinition, Queue, QueueEntry
from queues.states import Formula

# A queue and the beginning of one of its intervals.
Place = tuple[int, datetime]
# By the key of a queue, in order of time.
Definitions = Mapping[int, Sequence[Definition]]
Read = TypeVar("Read")
UNCOUNTED = ~Q(counted_revision=F("revision"))


def definitions_of(queues: Iterable[Queue]) -> Definitions:
    """Return what service level meant for each of these queues, in order of time.

    A queue whose settings were never changed has one definition: its settings.
    """
    found = {queue.pk: [as_definition(queue)] for queue in queues}
    recorded: dict[int, list[Definition]] = defaultdict(list)
    for row in MetricDefinition.objects.filter(queue__in=found):
        recorded[row.queue_id].append(
            Definition(
                holds_from=row.holds_from,
                threshold_secs=row.threshold_secs,
                short_secs=row.short_secs,
                formula=Formula(row.formula),
                goal=row.goal,
            )
        )
    return {**found, **recorded}


def as_definition(queue: Queue) -> Definition:
    """Return what service level means by a queue's settings, within their bounds."""
    return Definition(
        holds_from=queue.created_at,
        threshold_secs=_bounded(queue, "sl_threshold_secs"),
        short_secs=_bounded(queue, "short_abandon_secs"),
        formula=Formula(queue.sl_formula),
        goal=_bounded(queue, "sl_goal"),
    )


def _bounded(queue: Queue, setting: str) -> int:
    field = Queue._meta.get_field(setting)
    assert isinstance(field, BoundedIntegerField)  # noqa: S101 - for the type checker
    stored: int = getattr(queue, setting)
    return min(max(stored, field.least), field.most)


def counts_since(start: datetime, definitions: Definitions) -> dict[int, Counts]:
    """Return what became of the calls that left each of these queues since `start`.

    Queues that no call has left are not in it. Histograms of waits are left out.
    """
    parts: dict[int, list[Counts]] = defaultdict(list)
    whole = first_interval_from(start)
    fresh, counted = _together(
        whole,
        definitions,
        lambda fresh: list(_counted_since(whole, definitions, fresh.corrected)),
    )
    for queue_pk, counts in counted:
        parts[queue_pk].append(counts)
    for queue_pk, stays in fresh.stays.items():
        parts[queue_pk].append(count(stays, definitions[queue_pk]))
    if start < whole:
        broken = QueueEntry.objects.filter(left_at__gte=start, left_at__lt=whole)
        for queue_pk, stays in stays_by_queue(broken, definitions).items():
            parts[queue_pk].append(count(stays, definitions[queue_pk]))
    return {queue_pk: add(some) for queue_pk, some in parts.items()}


class Fresh(NamedTuple):
    """What no interval has yet as it is now."""

    pks: Set[int]
    stays: Mapping[int, list[Left]]
    # Intervals in which something was counted that is otherwise now. All that left in
    # them is in `stays`.
    corrected: set[Place]


def _together(
    start: datetime, queue_pks: Collection[int], read: Callable[[Fresh], Read]
) -> tuple[Fresh, Read]:
    """Return what is uncounted, and what `read` returns of the intervals beside it.

    What is counted between the two would be in both: then they are read once more.
    """
    while True:
        fresh = _uncounted(start, queue_pks)
        found = read(fresh)
        still = _uncounted_rows(start, queue_pks).values_list("pk", flat=True)
        if not fresh.pks or fresh.pks <= set(still):
            return fresh, found


def _uncounted_rows(
    start: datetime, queue_pks: Collection[int]
) -> QuerySet[QueueEntry]:
    rows = QueueEntry.objects.filter(UNCOUNTED, queue__in=queue_pks)
    return rows.filter(Q(left_at__gte=start) | Q(counted_in__gte=start)).order_by()


def _uncounted(start: datetime, queue_pks: Collection[int]) -> Fresh:
    """Return what is to be counted in intervals since `start`, which begins one."""
    rows = _uncounted_rows(start, queue_pks)
    stays: dict[int, list[Left]] = defaultdict(list)
    found = list(
        rows.values_list(
            "queue_id", "left_at", "state", "waited_ms", "counted_in", "pk"
        )
    )
    corrected = {(row[0], row[4]) for row in found if row[4] and row[4] >= start}
    for queue_pk, left_at, state, waited_ms, _, _ in found:
        if not left_at or left_at < start:
            continue
        if (queue_pk, interval_of(left_at)) not in corrected:
            stays[queue_pk].append(Left(left_at, state, waited_ms or 0))
    if corrected:
        for queue_pk, some in stays_by_queue(_within(corrected), queue_pks).items():
            stays[queue_pk].extend(some)
    return Fresh({row[5] for row in found}, stays, corrected)


def _within(places: Iterable[Place]) -> QuerySet[QueueEntry]:
    """Return all stays that ended in these intervals."""
    condition = Q(pk__in=())
    for queue_pk, start in places:
        end = start + INTERVAL
        condition |= Q(queue=queue_pk, left_at__gte=start, left_at__lt=end)
    return QueueEntry.objects.filter(condition)


def _counted_since(
    start: datetime, queue_pks: Collection[int], but: Iterable[Place]
) -> Iterable[tuple[int, Counts]]:
    rows = IntervalCount.objects.filter(queue__in=queue_pks, start__gte=start)
    for queue_pk, interval in but:
        rows = rows.exclude(queue=queue_pk, start=interval)
    sums: dict[str, Any] = {f"{name}_": Sum(name) for name in SUMMED}
    summed: Iterable[Mapping[str, Any]] = (
        rows.order_by()
        .values("queue_id")
        .annotate(**sums, longest_=Max("longest_wait_ms"))
    )
    for row in summed:
        numbers = {name: row[f"{name}_"] for name in SUMMED}
        yield row["queue_id"], Counts(**numbers, longest_wait_ms=row["longest_"])


def stays_by_queue(
    entries: QuerySet[QueueEntry], queue_pks: Collection[int]
) -> Mapping[int, list[Left]]:
    """Return those of the entries that are over and in these queues, by queue."""
    found: dict[int, list[Left]] = defaultdict(list)
    rows = entries.filter(left_at__isnull=False, queue__in=queue_pks).order_by()
    for queue_pk, left_at, state, waited_ms in rows.values_list(
        "queue_id", "left_at", "state", "waited_ms"
    ):
        assert left_at is not None  # noqa: S101 - for the type checker
        found[queue_pk].append(Left(left_at, state, waited_ms or 0))
    return found


def intervals_between(
    start: datetime, end: datetime, definitions: Definitions
) -> dict[Place, Counts]:
    """Return the counts of each interval from `start` to `end` that has any, by queue.

    `start` begins an interval and is part of it, `end` is not.
    """
    rows = IntervalCount.objects.filter(
        queue__in=definitions, start__gte=start, start__lt=end
    )
    fresh, counted = _together(start, definitions, lambda _: list(rows.all()))
    parts: dict[Place, list[Counts]] = defaultdict(list)
    for row in counted:
        place = row.queue_id, row.start
        if place not in fresh.corrected:
            parts[place].append(as_counts(row))
    for queue_pk, stays in fresh.stays.items():
        for interval, some in _by_interval(stays).items():
            if interval < end:
                parts[queue_pk, interval].append(count(some, definitions[queue_pk]))
    return {place: add(some) for place, some in parts.items()}


def as_counts(row: IntervalCount) -> Counts:
    return Counts(
        **{name: getattr(row, name) for name in SUMMED},
        longest_wait_ms=row.longest_wait_ms,
        answered_waits=tuple(row.answered_waits),
        abandoned_waits=tuple(row.abandoned_waits),
    )


def _by_interval(stays: Sequence[Left]) -> Mapping[datetime, list[Left]]:
    found: dict[datetime, list[Left]] = defaultdict(list)
    for stay in stays:
        found[interval_of(stay.left_at)].append(stay)
    return found
