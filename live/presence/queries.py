"""Who is there, and whether the server could know."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from live.models import Presence, Watch

# A process notes every five seconds; twice missed, nobody has looked.
BREAK = timedelta(seconds=12)


def present(*, within: timedelta, now: datetime) -> QuerySet[Presence]:
    """Return the rows of everybody who was there in the last `within`."""
    return Presence.objects.filter(seen_at__gt=now - within)


def is_present(user_pk: int, *, within: timedelta, now: datetime) -> bool:
    return present(within=within, now=now).filter(user=user_pk).exists()


def watching_since(*, now: datetime) -> datetime | None:
    """Return since when the site has looked without a break; None while nobody looks."""
    rows = Watch.objects.filter(noted_at__gt=now - BREAK)
    return rows.values_list("since", flat=True).first()
