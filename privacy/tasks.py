"""Celery's part: the deletion job, which works for a moment each time it is rung."""

import time

from celery import shared_task

from live import clock
from privacy.actions import deleting

# Then the worker is free for others; the beat rings again.
SECONDS_OF_WORK = 2.0


@shared_task(name="privacy.delete_old", ignore_result=True)
def delete_old() -> None:
    """Begin the night's run when it is time, and go on with the one under way."""
    until = time.monotonic() + SECONDS_OF_WORK
    deleting.start_when_due(now=clock.now())
    while deleting.advance(now=clock.now()) and time.monotonic() < until:
        pass
