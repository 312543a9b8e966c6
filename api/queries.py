"""Whose key it is, and what that lets it see and do."""

import hmac
from dataclasses import replace
from datetime import datetime

from accounts.queries import viewer_of
from accounts.viewers import Viewer
from api.models import ApiKey
from api.states import digest_of, prefix_of


def key_of(text: str, *, now: datetime) -> ApiKey | None:
    """Return the valid key of this text."""
    prefix = prefix_of(text)
    if prefix is None:
        return None
    key = ApiKey.objects.select_related("owner", "use").filter(prefix=prefix).first()
    if key is None or not hmac.compare_digest(key.digest, digest_of(text)):
        return None
    return key if key.is_valid(now=now) else None


def viewer_of_key(key: ApiKey) -> Viewer:
    """Return as much of its owner as the key is for; its owner's role counts now."""
    owner = viewer_of(key.owner)
    verbs = frozenset(verb for verb in owner.verbs if verb in key.verbs)
    viewer = replace(owner, verbs=verbs)
    chosen = frozenset(key.queues.values_list("pk", flat=True))
    if not chosen:
        return viewer
    seen = chosen if owner.everywhere else chosen & owner.queues
    return replace(viewer, everywhere=False, queues=seen, teams=frozenset())
