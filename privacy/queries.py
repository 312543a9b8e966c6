"""The record, filtered: for its page and for its file."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from audit.models import AuditRow
from callcontrol.queries import events_of_legs
from calls.models import Leg
from privacy.kinds import field_of, label_of, page_of
from privacy.models import DeletionRun, LegalHold, Retention
from privacy.states import Periods, Purpose
from queues.models import Queue, QueueEntry

RUNS_SHOWN = 14


@dataclass(frozen=True)
class RecordFilter:
    """What is empty does not restrict; the days are both included."""

    person: int = 0
    action: str = ""
    kind: str = ""
    name: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Line:
    row: AuditRow
    kind: str
    field: str
    url: str


def record(wanted: RecordFilter) -> QuerySet[AuditRow]:
    """Return the rows that the filter asks for, newest first."""
    rows = AuditRow.objects.order_by("-pk")
    exact = {"actor": wanted.person, "action": wanted.action, "kind": wanted.kind}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.name:
        rows = rows.filter(subject_name__icontains=wanted.name)
    if wanted.first_day:
        rows = rows.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        rows = rows.filter(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    return rows


def lines(rows: Iterable[AuditRow]) -> Iterator[Line]:
    return (Line(row, label_of(row), field_of(row), page_of(row)) for row in rows)


def people() -> QuerySet[User]:
    """Return everybody who may have done something, by name."""
    return User.objects.order_by("first_name", "last_name", "username")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def periods(purpose: Purpose) -> Periods:
    """Return how long something is kept, usually and by queue."""
    rows = Retention.objects.filter(purpose=purpose).values_list("queue", "days")
    found: dict[int | None, int | None] = dict(rows)
    by_queue = {queue: days for queue, days in found.items() if queue is not None}
    return Periods(found.get(None), by_queue)


def queues_of(calls: Collection[int]) -> dict[int, set[int]]:
    """Return the queues that each of some calls was in."""
    found: dict[int, set[int]] = {}
    rows = QueueEntry.objects.filter(call__in=calls)
    for call, queue in rows.values_list("call_id", "queue_id"):
        found.setdefault(call, set()).add(queue)
    return found


def held_of(calls: Collection[int]) -> set[int]:
    """Return which of some calls are held."""
    rows = LegalHold.objects.filter(call__in=calls, lifted_at=None)
    return set(rows.values_list("call_id", flat=True))


def first_event_of(calls: Collection[int]) -> int | None:
    """Return the key of the oldest webhook of some calls."""
    legs = Leg.objects.filter(call__in=calls).values_list("call_control_id", flat=True)
    return events_of_legs(list(legs)).values_list("pk", flat=True).first()


def runs() -> list[DeletionRun]:
    """Return what the job did of late, newest first, with its steps; two queries."""
    rows = DeletionRun.objects.select_related("requested_by").prefetch_related("steps")
    return list(rows[:RUNS_SHOWN])


def open_holds() -> QuerySet[LegalHold]:
    """Return the holds that last, newest first."""
    rows = LegalHold.objects.filter(lifted_at=None)
    return rows.select_related("placed_by")


def hold_of(call_pk: int) -> LegalHold | None:
    """Return the hold on a call, if one lasts."""
    return open_holds().filter(call=call_pk).first()


def stored_periods() -> list[Retention]:
    """Return every period that was set, with its queue."""
    return list(Retention.objects.select_related("queue"))


def queues() -> list[Queue]:
    """Return all queues by name; the callers of a retired one are kept as well."""
    return list(Queue.objects.order_by("name"))
