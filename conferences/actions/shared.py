"""What every action has to say to the screens."""

from conferences.models import Conference, Supervision
from live import topics
from live.announce import announce


def announce_room(conference: Conference) -> None:
    announce(
        topics.conference(conference.pk),
        topics.conferences(),
        topics.call(conference.call_id),
        topics.calls(),
    )


def announce_supervision(supervision: Supervision) -> None:
    announce(
        topics.user(supervision.supervisor_id),
        topics.call(supervision.call_id),
        topics.calls(),
    )
