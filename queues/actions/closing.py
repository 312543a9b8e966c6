"""Close queues by hand, for everybody at once, and open them again."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from audit.actions import noting
from live import topics
from live.announce import announce
from queues.audited import QUEUE
from queues.models import Queue


@transaction.atomic
def close_queues(pks: Collection[int], *, by: User, now: datetime) -> list[Queue]:
    """Let nobody in, and let who waits go on; return those that were open.

    Who talks goes on talking. The sweep of a second leads on those who wait.
    """
    rows = Queue.objects.select_for_update().filter(pk__in=pks, retired_at=None)
    found = list(rows.filter(closed_at=None).order_by("pk"))
    with noting(*((QUEUE, queue) for queue in found)):
        for queue in found:
            queue.closed_at, queue.closed_by = now, by
            queue.save(update_fields=["closed_at", "closed_by"])
    announce(topics.queues())
    return found


@transaction.atomic
def open_queues(pks: Collection[int]) -> list[Queue]:
    """Let callers in as the hours say; return those that were closed by hand."""
    rows = Queue.objects.select_for_update().filter(pk__in=pks)
    found = list(rows.exclude(closed_at=None).order_by("pk"))
    with noting(*((QUEUE, queue) for queue in found)):
        for queue in found:
            queue.closed_at = queue.closed_by = None
            queue.save(update_fields=["closed_at", "closed_by"])
    announce(topics.queues())
    return found
