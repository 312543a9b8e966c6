from celery import shared_task
from django.utils import timezone

from agents import actions


@shared_task(name="agents.end_wrap_ups", ignore_result=True)
def end_wrap_ups() -> None:
    """Set free every agent whose wrap-up time is over."""
    actions.end_due_wrap_ups(now=timezone.now())
