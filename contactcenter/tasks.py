"""Celery's part: showing that a worker works."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from contactcenter.models import Part
from contactcenter.pulses import actions
from live import clock


@shared_task(name="contactcenter.show_life", ignore_result=True)
def show_life() -> None:
    """Run by whichever worker is free; where none is, the silence tells."""
    actions.note(Part.WORKER, now=clock.now())


@shared_task(name="contactcenter.clear_sessions", ignore_result=True)
def clear_sessions() -> None:
    """Remove what is left of sessions that are over."""
    SessionStore.clear_expired()
