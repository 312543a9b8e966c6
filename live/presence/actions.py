"""Writing who is there, and that somebody looks."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Case, F, Q, When

from live.models import Presence, Watch
from live.presence.queries import BREAK

# The one row of `Watch`.
WATCH = 1


def note_seen(seen: Mapping[int, datetime]) -> None:
    """Write when each person, by the key of their account, was there last.

    One statement for all of them, none for nobody. This is where every source of
    presence comes together.
    """
    rows = [Presence(user_id=pk, seen_at=at) for pk, at in sorted(seen.items())]
    Presence.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["seen_at"], unique_fields=["user"]
    )


def note_present(user_pks: Iterable[int], *, now: datetime) -> None:
    """Write that these people are there now."""
    note_seen(dict.fromkeys(user_pks, now))


def note_watching(*, now: datetime) -> None:
    """Write that this process looks; after a break the site looks since now."""
    was_interrupted = Q(noted_at__lt=now - BREAK) | Q(noted_at__gt=now + BREAK)
    since = Case(When(was_interrupted, then=now), default=F("since"))
    if not Watch.objects.filter(pk=WATCH).update(since=since, noted_at=now):
        Watch.objects.get_or_create(pk=WATCH, defaults={"since": now, "noted_at": now})
