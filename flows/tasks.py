"""Celery's part: what time alone brings on."""

from celery import shared_task

from flows import actions
from live import clock


@shared_task(name="flows.sweep", ignore_result=True)
def sweep() -> None:
    """Lead on every caller at a node whom no event has led on."""
    actions.sweep(now=clock.now())
