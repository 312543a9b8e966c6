from celery import shared_task

from agents import actions
from live import clock


@shared_task(name="agents.end_wrap_ups", ignore_result=True)
def end_wrap_ups() -> None:
    """Set free every agent whose wrap-up time is over."""
    actions.end_due_wrap_ups(now=clock.now())


@shared_task(name="agents.sweep_presence", ignore_result=True)
def sweep_presence() -> None:
    """Take note of who is not there any more, and of who is back."""
    actions.sweep_presence(now=clock.now())


@shared_task(name="agents.sweep_phones", ignore_result=True)
def sweep_phones() -> None:
    """Take note of whose browser cannot ring any more, and of whose can again."""
    actions.sweep_phones(now=clock.now())
