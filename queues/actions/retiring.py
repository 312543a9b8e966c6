"""Close a queue for new callers, open it again, or delete one that never had any."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from audit.actions import noting
from live import topics
from live.announce import announce
from live.refusals import Refused
from queues.audited import QUEUE
from queues.models import ApplicationRoute, InboundRoute, Queue

HAD_CALLERS = "{queue} has had callers, whose history is kept; retire it instead."


@transaction.atomic
def retire_queue(pk: int, *, now: datetime) -> Queue:
    """Close a queue for new callers; who waits in it is still taken.

    Raises Refused while a number feeds it, or another queue's callers go on to it.
    """
    queue = Queue.objects.select_for_update().get(pk=pk)
    _require_unfed(queue)
    with noting((QUEUE, queue)):
        queue.retired_at = queue.retired_at or now
        queue.save(update_fields=["retired_at"])
    announce(topics.queues())
    return queue


@transaction.atomic
def restore_queue(pk: int) -> Queue:
    queue = Queue.objects.select_for_update().get(pk=pk)
    with noting((QUEUE, queue)):
        queue.retired_at = None
        queue.save(update_fields=["retired_at"])
    announce(topics.queues())
    return queue


@transaction.atomic
def delete_queue(pk: int) -> Queue:
    """Delete a queue that never had a caller; Telnyx never heard of such a one.

    Raises Refused when it had any, or when a number feeds it.
    """
    queue = Queue.objects.select_for_update().get(pk=pk)
    _require_unfed(queue)
    try:
        with noting((QUEUE, queue)):
            Queue.objects.filter(pk=pk).delete()
    except ProtectedError as error:
        raise Refused(HAD_CALLERS.format(queue=queue.name)) from error
    announce(topics.queues())
    return queue


def _require_unfed(queue: Queue) -> None:
    for other in Queue.objects.exclude(overflow={}).exclude(pk=queue.pk):
        if any(to.get("queue") == queue.pk for to in other.overflow.values()):
            raise Refused(
                f"Callers of {other.name} go on to this queue. Choose another one there "
                "first."
            )
    routes = InboundRoute.objects.filter(queue=queue).select_related("phone_number")
    numbers = [route.phone_number.number for route in routes]
    if numbers:
        raise Refused(
            f"{', '.join(numbers)} {'feeds' if len(numbers) == 1 else 'feed'} this "
            "queue. Choose another queue there first."
        )
    strays = ApplicationRoute.objects.filter(queue=queue).select_related("application")
    if route := strays.first():
        raise Refused(
            f"Callers of {route.application.name} whose number is not known come into "
            "this queue. Choose another queue there first."
        )
