"""What can become of a conference, a participant and a supervision."""

from django.db.models import TextChoices


class ConferenceState(TextChoices):
    STARTING = "starting", "Starting"
    LIVE = "live", "Live"
    ENDING = "ending", "Ending"
    ENDED = "ended", "Ended"
    FAILED = "failed", "Failed"


OPEN_CONFERENCE = (
    ConferenceState.STARTING,
    ConferenceState.LIVE,
    ConferenceState.ENDING,
)


class ParticipantState(TextChoices):
    DIALLING = "dialling", "Dialling"
    JOINING = "joining", "Joining"
    JOINED = "joined", "Joined"
    LEAVING = "leaving", "Leaving"
    LEFT = "left", "Left"
    FAILED = "failed", "Did not join"


OPEN_PARTICIPANT = (
    ParticipantState.DIALLING,
    ParticipantState.JOINING,
    ParticipantState.JOINED,
    ParticipantState.LEAVING,
)


class SupervisorRole(TextChoices):
    """Telnyx's words; the labels are the words on the buttons."""

    MONITOR = "monitor", "Listen"
    WHISPER = "whisper", "Coach"
    BARGE = "barge", "Join"


class SupervisionState(TextChoices):
    PENDING = "pending", "Connecting"
    ACTIVE = "active", "Active"
    LEAVING = "leaving", "Leaving"
    ENDED = "ended", "Ended"
    FAILED = "failed", "Failed"


OPEN_SUPERVISION = (
    SupervisionState.PENDING,
    SupervisionState.ACTIVE,
    SupervisionState.LEAVING,
)
