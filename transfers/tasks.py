"""Celery's part: what time alone brings on."""

from datetime import datetime

from celery import shared_task

from calls.actions.quiet import recompute_calls
from live import clock
from transfers.queries import calls_under_way


@shared_task(name="transfers.sweep", ignore_result=True)
def sweep() -> None:
    sweep_at(clock.now())


def sweep_at(now: datetime) -> None:
    """Follow every transfer up: a hold that was read back, somebody never brought in."""
    recompute_calls(calls_under_way(), now=now)
