"""How far the two ledgers are behind: the age of the oldest row that is due."""

from datetime import datetime, timedelta

from django.db.models import Q

from callcontrol.models import Command, Event
from callcontrol.states import CommandState, EventState


def inbox_lag(*, now: datetime) -> timedelta:
    """Return for how long the oldest event waits that could be applied now."""
    due = Event.objects.filter(state=EventState.RECEIVED).filter(
        Q(retry_at=None) | Q(retry_at__lte=now)
    )
    times = due.order_by("received_at").values_list("received_at", "retry_at")
    return _age(times.first(), now)


def outbox_lag(*, now: datetime) -> timedelta:
    """Return for how long the oldest command waits that could be sent now."""
    due = Command.objects.filter(state=CommandState.PENDING).filter(
        Q(retry_at=None) | Q(retry_at__lte=now)
    )
    times = due.order_by("requested_at").values_list("requested_at", "retry_at")
    return _age(times.first(), now)


def _age(times: tuple[datetime, datetime | None] | None, now: datetime) -> timedelta:
    if times is None:
        return timedelta()
    since, retry_at = times
    return max(timedelta(), now - (retry_at or since))
