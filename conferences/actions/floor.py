"""Who speaks in a room."""

from datetime import datetime

from django.db.models import Q

from calls.models import Leg
from conferences.models import Conference
from live import topics
from live.announce import announce


def changed(*, conference: Conference, leg: Leg | None, occurred_at: datetime) -> None:
    """Note who has the floor since then; None for nobody whom the product knows.

    An event that comes late changes nothing but the room's story. That somebody has
    left since is seen from their own row, so nothing has to be taken back here.
    """
    is_news = Q(floor_at__isnull=True) | Q(floor_at__lt=occurred_at)
    Conference.objects.filter(is_news, pk=conference.pk).update(
        speaker=leg, floor_at=occurred_at
    )
    announce_story(conference)


def announce_story(conference: Conference) -> None:
    """Have the room and the call drawn anew; the lists of calls do not change."""
    announce(
        topics.conference(conference.pk),
        topics.conferences(),
        topics.call(conference.call_id),
    )
