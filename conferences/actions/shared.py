"""What every action on a room has to say to the screens."""

from conferences.models import Conference
from live import topics
from live.announce import announce


def announce_room(conference: Conference) -> None:
    announce(
        topics.conference(conference.pk),
        topics.conferences(),
        topics.call(conference.call_id),
        topics.calls(),
    )
