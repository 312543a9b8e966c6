"""What can be done for a caller who is in no queue, and what became of it."""

from django.db.models import TextChoices


class Kind(TextChoices):
    NUMBER = "number", "A number"
    WORDS = "words", "Words, then hang up"


class Outcome(TextChoices):
    """How a visit ended; empty while it lasts."""

    HUNG_UP = "hung_up", "The caller hung up"
    TOLD = "told", "Heard the words"
    CONNECTED = "connected", "Was connected"
    UNANSWERED = "unanswered", "Nobody answered"


class Step(TextChoices):
    """The value is the purpose of the command that the step gives."""

    LEAVE = "visit.leave", "Out of Telnyx's queue"
    STOP = "visit.stop", "Stop the music"
    SPEAK = "visit.speak", "Speak"
    MUSIC = "visit.music", "Play music"
    DIAL = "visit.dial", "Dial"
    BRIDGE = "visit.bridge", "Connect"
    HANG_UP = "visit.hangup", "Hang up"
