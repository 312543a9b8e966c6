"""How many callers a queue takes, told to Telnyx when it changes.

Telnyx takes a limit with the caller who makes the queue, and not with any after them
(Telnyx: Enqueue call); a queue that exists has to be told by itself.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from live import topics
from live.announce import announce
from queues.models import Queue
from queues.queries.limits import KIND, limit_commands

PURPOSE = "queue.limit"
LASTS = timedelta(seconds=60)


def tell_limit(queue: Queue, *, requested_by: User | None, now: datetime) -> None:
    """Have Telnyx told the queue's limit, instead of what it may not have been told yet."""
    last = limit_commands(queue.telnyx_name).last()
    if last is not None:
        outbox.revoke(last.pk, now=now)
    outbox.request(
        KIND,
        queue.telnyx_name,
        params={"max_size": queue.max_size},
        requested_by=requested_by,
        lasts=LASTS,
        purpose=PURPOSE,
        subject_id=queue.pk,
        now=now,
    )


def limit_finished(command: Command, work: UnitOfWork) -> None:
    """Believe Telnyx's answer when it says what was asked for.

    One that comes to its end after a later one has undone what that one did.
    """
    announce(topics.queues())
    if not command.was_accepted:
        return
    queue = Queue.objects.filter(pk=command.subject_pk).first()
    this = Command.objects.filter(pk=command.pk)
    if command.response.get("max_size") == command.params["max_size"]:
        outbox.confirm(this, now=work.now)
        Queue.objects.filter(pk=command.subject_pk).update(limit_told_at=work.now)
    last = limit_commands(command.target).last()
    is_undone = last is not None and last.pk != command.pk and not last.is_under_way
    if is_undone and queue is not None:
        tell_limit(queue, requested_by=command.requested_by, now=work.now)


def has_failed(queue: Queue) -> bool:
    """Whether Telnyx may have another limit than the queue, as far as we know."""
    last = limit_commands(queue.telnyx_name).last()
    return last is not None and last.is_unsuccessful
