"""Which topics a written row of conferences/ is on."""

from conferences.models import Conference, Participant, Supervision
from live import topics


def topics_of_room(conference: Conference) -> tuple[str, ...]:
    return (
        topics.conference(conference.pk),
        topics.conferences(),
        topics.call(conference.call_id),
        topics.calls(),
    )


def topics_of_participant(participant: Participant) -> tuple[str, ...]:
    """Needs `conference` loaded."""
    return topics_of_room(participant.conference)


def topics_of_supervision(supervision: Supervision) -> tuple[str, ...]:
    return (
        topics.user(supervision.supervisor_id),
        topics.call(supervision.call_id),
        topics.calls(),
    )
