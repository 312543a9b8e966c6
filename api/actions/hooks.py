"""Endpoints of outgoing webhooks, and what is told to them."""

import json
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from api.audited import ENDPOINT
from api.hooks.kinds import KINDS, Kind
from api.hooks.retries import again_at, is_hopeless
from api.hooks.signing import make_secret
from api.models import Endpoint, Message
from audit.actions import noting

# So far back it is looked for what is not told yet: webhooks of Telnyx may be late.
LOOKED_AT_FOR = timedelta(minutes=5)
KEPT_FOR = timedelta(days=7)
MOST_AT_ONCE = 500
# Longer than any sending takes: who has one for longer is gone.
LEASE = timedelta(seconds=60)


@transaction.atomic
def add_endpoint(url: str, *, kinds: Collection[str], now: datetime) -> Endpoint:
    endpoint = Endpoint(url=url, kinds=sorted(kinds), secret=make_secret(), made_at=now)
    with noting((ENDPOINT, endpoint)):
        endpoint.save()
    return endpoint


@transaction.atomic
def switch(endpoint: Endpoint, *, is_on: bool, now: datetime) -> None:
    """Send to it again from now on, or no more."""
    with noting((ENDPOINT, endpoint)):
        endpoint.switched_off_at = None if is_on else now
        endpoint.failing_since = None
        endpoint.save(update_fields=["switched_off_at", "failing_since"])


def write_messages(*, now: datetime) -> int:
    """Write a message for everything that is new to an endpoint; return how many."""
    endpoints = list(Endpoint.objects.filter(switched_off_at=None))
    if not endpoints:
        return 0
    Message.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    new = [
        message
        for endpoint in endpoints
        for name in endpoint.kinds
        if name in KINDS
        for message in _new(endpoint, KINDS[name], now)
    ]
    # Somebody else may look at the same moment.
    Message.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _new(endpoint: Endpoint, kind: Kind, now: datetime) -> list[Message]:
    since = max(endpoint.made_at, now - LOOKED_AT_FOR)
    known = Message.objects.filter(
        endpoint=endpoint, kind=kind.name, subject=OuterRef("pk")
    )
    rows = kind.rows().filter(~Exists(known), **{f"{kind.at}__gte": since})
    found = rows.order_by(kind.at, "pk")[:MOST_AT_ONCE]
    return [_message(endpoint, kind, row, now) for row in found]


def _message(endpoint: Endpoint, kind: Kind, row: object, now: datetime) -> Message:
    body = {
        "type": kind.name,
        "timestamp": getattr(row, kind.at).isoformat(),
        "data": kind.told(row),
    }
    return Message(
        message_id=f"msg_{uuid.uuid4().hex}",
        endpoint=endpoint,
        kind=kind.name,
        subject=row.pk,  # type: ignore[attr-defined]
        body=json.dumps(body, separators=(",", ":")),
        made_at=now,
        due_at=now,
    )


def claim(endpoint: Endpoint, *, now: datetime) -> Message | None:
    """Take the next message that is due, for as long as a lease."""
    due = Message.objects.filter(endpoint=endpoint, due_at__lte=now)
    for message in due.order_by("due_at", "pk")[:1]:
        mine = Message.objects.filter(pk=message.pk, due_at=message.due_at)
        if mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
            message.refresh_from_db()
            return message
    return None


@transaction.atomic
def note_taken(message: Message, answer: str, *, now: datetime) -> None:
    rows = Message.objects.filter(pk=message.pk)
    rows.update(taken_at=now, due_at=None, answer=answer[:200])
    Endpoint.objects.filter(pk=message.endpoint_id).update(failing_since=None)


@transaction.atomic
def note_not_taken(message: Message, answer: str, *, now: datetime) -> None:
    """Say when it is sent again; an endpoint that takes nothing for days is given up."""
    again = again_at(message.attempts, now=now)
    Message.objects.filter(pk=message.pk).update(due_at=again, answer=answer[:200])
    endpoint = Endpoint.objects.select_for_update().get(pk=message.endpoint_id)
    if endpoint.failing_since is None:
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=now)
    elif is_hopeless(endpoint.failing_since, now=now):
        with noting((ENDPOINT, endpoint)):
            endpoint.switched_off_at = now
            endpoint.save(update_fields=["switched_off_at"])
        Message.objects.filter(endpoint=endpoint).update(due_at=None)


def send_again(message_id: str, *, now: datetime) -> bool:
    """Have a message sent once more, whatever became of it; say whether there is one."""
    rows = Message.objects.filter(message_id=message_id)
    return bool(rows.update(due_at=now, attempts=0, taken_at=None))
