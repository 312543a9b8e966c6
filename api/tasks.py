"""Celery's part of outgoing webhooks."""

from celery import shared_task

from api.actions.hooks import write_messages
from api.sending import send_due
from live import clock


@shared_task(name="api.send_webhooks", ignore_result=True)
def send_webhooks() -> None:
    """Tell other programs what is new, and send again what they did not take."""
    write_messages(now=clock.now())
    send_due(clock=clock.now)
