"""Making a key, revoking it, and noting that it was used."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from accounts.roles import Verb
from api.audited import KEY
from api.models import ApiKey, Use
from api.states import make
from audit.actions import noting
from queues.models import Queue

# The row is written so often while a key is in use.
TOLD_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_key(
    name: str,
    *,
    owner: User,
    verbs: Collection[Verb],
    queues: Collection[Queue] = (),
    expires_at: datetime | None,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Return a new key and its text, which nobody can read again."""
    made = make()
    key = ApiKey(
        name=name,
        prefix=made.prefix,
        digest=made.digest,
        owner=owner,
        verbs=sorted(verbs),
        made_at=now,
        expires_at=expires_at,
    )
    with noting((KEY, key)):
        key.save()
        key.queues.set(queues)
    return key, made.text


@transaction.atomic
def revoke_key(prefix: str, *, now: datetime) -> ApiKey | None:
    """End a key for good; None when there is none."""
    key = ApiKey.objects.select_for_update().filter(prefix=prefix).first()
    if key is not None and key.revoked_at is None:
        with noting((KEY, key)):
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
    return key


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Note that a key is in use, which costs a row once a minute."""
    use = getattr(key, "use", None)
    if use is None or now - use.at >= TOLD_EVERY:
        Use.objects.update_or_create(key=key, defaults={"at": now})
