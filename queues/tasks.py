from celery import shared_task
from django.utils import timezone

from queues import actions


@shared_task(name="queues.expire_offers", ignore_result=True)
def expire_offers() -> None:
    """End offers whose agent neither answered nor declined in time."""
    actions.expire_offers(now=timezone.now())


@shared_task(name="queues.rescue_callers", ignore_result=True)
def rescue_callers() -> None:
    """Lead on every caller whom no event has moved on."""
    actions.rescue_callers(now=timezone.now())


@shared_task(name="queues.announce_time", ignore_result=True)
def announce_time() -> None:
    """Have the board drawn anew when time alone has changed what it says."""
    actions.announce_time(now=timezone.now())
