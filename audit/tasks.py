"""Celery's part: sealing what was noted since the last second."""

from celery import shared_task

from audit import actions


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> None:
    actions.seal()
