"""Celery's part: doorbells for the outbox, and the sweeps that make them optional."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from callcontrol import delivery
from callcontrol.health.asking import watch_provider as watch_telnyx
from callcontrol.repair.checking import check
from live import clock

logger = logging.getLogger(__name__)

# A row younger than this has its own bell on the way.
_BELL_IS_LATE_AFTER = timedelta(seconds=1)


@shared_task(name="callcontrol.tasks.deliver", ignore_result=True)
def deliver(command_id: str) -> None:
    """Send one command, unless somebody else has it or it is not due yet."""
    wait = delivery.deliver(UUID(command_id), now=clock.now())
    if wait is not None:
        ring(UUID(command_id), after_secs=wait)


@shared_task(name="callcontrol.tasks.sweep_commands", ignore_result=True)
def sweep_commands() -> None:
    """Ring for what is due and whose bell was lost; settle what nobody will send."""
    for command_id in delivery.due(now=clock.now(), older_than=_BELL_IS_LATE_AFTER):
        ring(command_id)


@shared_task(name="callcontrol.watch_provider", ignore_result=True)
def watch_provider() -> None:
    """Notice within seconds that Telnyx cannot be used, and that it can be again."""
    watch_telnyx(now=clock.now())


@shared_task(name="callcontrol.check_records", ignore_result=True)
def check_records() -> None:
    """Look for what is stuck in our own records, for the repair desk."""
    check(now=clock.now())


def ring(command_id: UUID, after_secs: float = 0) -> None:
    """Tell a worker that a command is due; losing this costs a sweep's delay only."""
    try:
        deliver.apply_async(args=(str(command_id),), countdown=after_secs)
    except OperationalError:
        logger.warning("The broker is away; a sweep will deliver %s.", command_id)
