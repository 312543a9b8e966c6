"""What can become of a stored webhook and of a command."""

from django.db.models import TextChoices


class EventState(TextChoices):
    RECEIVED = "received", "Received"
    APPLIED = "applied", "Applied"
    IGNORED = "ignored", "Ignored"
    UNKNOWN = "unknown", "Unknown type"
    # Its leg is not known yet.
    HELD = "held", "Waits for its leg"
    QUARANTINED = "quarantined", "Stale timestamp"
    DEAD = "dead", "Dead letter"


class EventSource(TextChoices):
    WEBHOOK = "webhook", "Webhook"
    REPLAY = "replay", "Replay"
    RECONCILE = "reconcile", "Reconciliation"


class CommandState(TextChoices):
    PENDING = "pending", "Pending"
    SENDING = "sending", "Sending"
    ACCEPTED = "accepted", "Accepted"
    CONFIRMED = "confirmed", "Confirmed"
    FAILED = "failed", "Failed"
    EXPIRED = "expired", "Expired"
    UNKNOWN = "unknown", "Outcome unknown"


# The person who asked is told about these; nothing follows on them.
UNSUCCESSFUL = (CommandState.FAILED, CommandState.EXPIRED, CommandState.UNKNOWN)
SETTLED = (CommandState.CONFIRMED, *UNSUCCESSFUL)
