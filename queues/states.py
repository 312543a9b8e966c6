"""What can become of a stay in a queue, and of an offer of it to an agent."""

from django.db.models import TextChoices


class EntryState(TextChoices):
    ENTERING = "entering", "Entering"
    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Ringing an agent"
    ANSWERED = "answered", "Answered"
    ABANDONED = "abandoned", "Abandoned"
    FLOWED_OUT = "flowed_out", "Left the queue"


OPEN_ENTRY = (EntryState.ENTERING, EntryState.WAITING, EntryState.OFFERED)


class OfferState(TextChoices):
    DIALLING = "dialling", "Dialling"
    RINGING = "ringing", "Ringing"
    ANSWERED = "answered", "Connecting"
    CONNECTED = "connected", "Connected"
    NO_ANSWER = "no_answer", "No answer"
    DECLINED = "declined", "Declined"
    FAILED = "failed", "Failed"
    CALLER_LEFT = "caller_left", "Caller left"
    CANCELLED = "cancelled", "Cancelled"


OPEN_OFFER = (OfferState.DIALLING, OfferState.RINGING, OfferState.ANSWERED)


class OfferOrigin(TextChoices):
    PICK = "pick", "Picked"
    TAKE_NEXT = "take_next", "Took next"
