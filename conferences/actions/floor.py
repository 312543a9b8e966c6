"""Who speaks in a room."""

from datetime import datetime

from conferences.models import Conference
from live import topics
from live.announce import announce


def note_speaker(conference: Conference, leg: str, *, at: datetime) -> None:
    """Note which leg has the floor since then, by its call_control_id.

    An event that comes late changes nothing but the room's story. That somebody has
    left since is seen from their own row, so nothing has to be taken back here.
    """
    if conference.floor_at is None or conference.floor_at < at:
        conference.speaker, conference.floor_at = leg, at


def announce_story(conference: Conference) -> None:
    """Have the room and the call drawn anew; the lists of calls do not change."""
    announce(
        topics.conference(conference.pk),
        topics.conferences(),
        topics.call(conference.call_id),
    )
