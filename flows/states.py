"""What can be done for a caller on the way, and what became of it."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """The kinds of nodes."""

    HOURS = "hours", "Opening hours"
    MENU = "menu", "Menu"
    QUEUE = "queue", "A queue"
    NUMBER = "number", "A number"
    WORDS = "words", "Words, then hang up"


class Outcome(TextChoices):
    """How a visit ended; empty while it lasts."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    CHOSEN = "chosen", "Pressed a digit"
    NOTHING = "nothing", "Pressed nothing that leads anywhere"
    QUEUED = "queued", "Went into the queue"
    HUNG_UP = "hung_up", "The caller hung up"
    TOLD = "told", "Heard the words"
    CONNECTED = "connected", "Was connected"
    UNANSWERED = "unanswered", "Nobody answered"


class Step(TextChoices):
    """The value is the purpose of the command that the step gives."""

    ANSWER = "visit.answer", "Answer"
    LEAVE = "visit.leave", "Out of Telnyx's queue"
    STOP = "visit.stop", "Stop the music"
    SPEAK = "visit.speak", "Speak"
    GATHER = "visit.gather", "Ask for a digit"
    MUSIC = "visit.music", "Play music"
    DIAL = "visit.dial", "Dial"
    BRIDGE = "visit.bridge", "Connect"
    HANG_UP = "visit.hangup", "Hang up"
