"""Count what has left the queues into intervals, and correct what was counted."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from queues.counting import INTERVAL, count, interval_of
from queues.metrics import SUMMED
from queues.models import IntervalCount, MetricDefinition, Queue, QueueEntry
from queues.queries.counts import (
    UNCOUNTED,
    Place,
    as_definition,
    definitions_of,
    stays_by_queue,
)

# Stays of one transaction: few enough that a webhook hardly waits behind them.
AT_ONCE = 200


class Recounted(NamedTuple):
    """What counting a period again came to, in intervals."""

    counted: int
    # They have fewer stays than were counted once: calls of them were deleted.
    left_alone: int


@transaction.atomic
def count_what_left(*, at_once: int = AT_ONCE) -> int:
    """Count the stays that ended, or are otherwise than they were counted.

    Returns how many there were; fewer than `at_once` means that none is left.
    """
    rows = QueueEntry.objects.filter(UNCOUNTED).exclude(
        left_at__isnull=True, counted_in__isnull=True
    )
    # Whoever writes a stay holds the lock of its call, so a locked one is about to
    # change once more. Its turn comes.
    rows = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    stays = list(rows.order_by("left_at", "pk")[:at_once])
    places = {
        (stay.queue_id, interval_of(stay.left_at)) for stay in stays if stay.left_at
    }
    places |= {(stay.queue_id, stay.counted_in) for stay in stays if stay.counted_in}
    _count(places)
    for stay in stays:
        stay.counted_revision = stay.revision
        stay.counted_in = interval_of(stay.left_at) if stay.left_at else None
    QueueEntry.objects.bulk_update(stays, ["counted_revision", "counted_in"])
    return len(stays)


def recount(start: datetime, end: datetime) -> Recounted:
    """Count every interval between two moments anew; each is one transaction."""
    done = Recounted(0, 0)
    moment = interval_of(start)
    while moment < end:
        with transaction.atomic():
            kept = _recount(moment)
        done = Recounted(*(a + b for a, b in zip(done, kept, strict=True)))
        moment += INTERVAL
    return done


def _recount(start: datetime) -> Recounted:
    known = dict(
        IntervalCount.objects.filter(start=start).values_list("queue_id", "stays")
    )
    queues = Queue.objects.values_list("pk", flat=True)
    found = stays_by_queue(QueueEntry.objects.filter(**_within(start)), list(queues))
    places = {(pk, start) for pk in {*known, *found}}
    poorer = {(pk, start) for pk in known if len(found.get(pk, ())) < known[pk]}
    _count(places - poorer)
    return Recounted(len(places - poorer), len(poorer))


def _within(start: datetime) -> dict[str, datetime]:
    return {"left_at__gte": start, "left_at__lt": start + INTERVAL}


def _count(places: Collection[Place]) -> None:
    """Count these intervals from their stays."""
    definitions = definitions_of(Queue.objects.filter(pk__in={pk for pk, _ in places}))
    for queue_pk, start in sorted(places):
        entries = QueueEntry.objects.filter(queue=queue_pk, **_within(start))
        stays = stays_by_queue(entries, [queue_pk]).get(queue_pk, [])
        counts = count(stays, definitions[queue_pk])
        IntervalCount.objects.update_or_create(
            queue_id=queue_pk,
            start=start,
            defaults={
                "stays": len(stays),
                **{name: getattr(counts, name) for name in SUMMED},
                "longest_wait_ms": counts.longest_wait_ms,
                "answered_waits": counts.answered_waits,
                "abandoned_waits": counts.abandoned_waits,
            },
        )


def record_definition(before: Queue | None, queue: Queue, *, now: datetime) -> None:
    """Record what service level means from now on, if that has changed.

    With the first change the definition of before is recorded too.
    """
    if before is None:
        return
    old, new = as_definition(before), as_definition(queue)
    if old == new:
        return
    version = MetricDefinition.objects.filter(queue=queue).count()
    if not version:
        version = 1
        _record(queue, version, old.holds_from, before)
    _record(queue, version + 1, now, queue)


def _record(queue: Queue, version: int, holds_from: datetime, values: Queue) -> None:
    meant = as_definition(values)
    MetricDefinition.objects.create(
        queue=queue,
        version=version,
        holds_from=holds_from,
        threshold_secs=meant.threshold_secs,
        short_secs=meant.short_secs,
        goal=meant.goal,
        formula=meant.formula,
    )
