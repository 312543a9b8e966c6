"""Celery's part: doorbells for the outbox, and the sweeps that make them optional."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from callcontrol import delivery

log = logging.getLogger(__name__)


@shared_task(name="callcontrol.deliver", ignore_result=True)
def deliver(command_id: str) -> None:
    """Send one command, unless somebody else has it or it is not due yet."""
    wait = delivery.deliver(UUID(command_id), now=timezone.now())
    if wait is not None:
        ring(UUID(command_id), after_secs=wait)


@shared_task(name="callcontrol.sweep_commands", ignore_result=True)
def sweep_commands() -> None:
    """Send what is due and whose bell was lost; settle what a crash left half sent."""
    delivery.deliver_due(now=timezone.now())


def ring(command_id: UUID, after_secs: float = 0) -> None:
    """Tell a worker that a command is due; losing this costs a sweep's delay only."""
    try:
        deliver.apply_async(args=(str(command_id),), countdown=after_secs or None)
    except OperationalError:
        log.warning("the broker is away; the sweep will deliver %s", command_id)
