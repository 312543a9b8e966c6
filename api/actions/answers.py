"""Doing something once, however often the same request comes."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from api.models import Answer, ApiKey
from api.states import REMEMBERED_HOURS


def begin(key: ApiKey, name: str, fingerprint: str, *, now: datetime) -> Answer | None:
    """Return the answer of the first such request; None when this is the first.

    Two that come together cannot both be: the row is unique.
    """
    old = now - timedelta(hours=REMEMBERED_HOURS)
    Answer.objects.filter(key=key, asked_at__lt=old).delete()
    try:
        with transaction.atomic():
            Answer.objects.create(
                key=key, idempotency_key=name, fingerprint=fingerprint, asked_at=now
            )
    except IntegrityError:
        return Answer.objects.get(key=key, idempotency_key=name)
    return None


def end(key: ApiKey, name: str, *, status: int, body: str) -> None:
    """Remember what was answered; after trouble of ours it may be tried again."""
    answer = Answer.objects.filter(key=key, idempotency_key=name)
    if status >= 500:
        answer.delete()
    else:
        answer.update(status=status, body=body)
