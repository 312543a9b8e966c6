"""Note which of our legs Telnyx's own list did not name."""

from collections.abc import Set
from datetime import datetime

from django.db.models import QuerySet

from calls.models import Leg


def note_seen(legs: QuerySet[Leg], alive: Set[str], *, now: datetime) -> None:
    """Remember since when each of these legs has been missing from `alive`."""
    missing = []
    found = []
    for pk, call_control_id, missing_since in legs.values_list(
        "pk", "call_control_id", "missing_since"
    ):
        if call_control_id not in alive:
            missing.append(pk)
        elif missing_since is not None:
            found.append(pk)
    if found:
        Leg.objects.filter(pk__in=found).update(missing_since=None)
    if missing:
        Leg.objects.filter(pk__in=missing, missing_since__isnull=True).update(
            missing_since=now
        )
