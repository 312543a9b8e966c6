"""What can become of a transfer, and who is to be on hold meanwhile: pure.

Both follow from facts that are only added to, so the order of events cannot matter.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from calls.states import TICK


class Way(TextChoices):
    SEND = "send", "Send"
    CONSULT = "consult", "Consult first"


class Target(TextChoices):
    AGENT = "agent", "Agent"
    QUEUE = "queue", "Queue"
    NUMBER = "number", "Number"


class Fallback(TextChoices):
    """What becomes of the caller when nobody answers."""

    ME = "me", "back to me"
    QUEUE = "queue", "back to the queue"


class TransferState(TextChoices):
    # The other side is rung, or on the way into the call; a queue has not taken them yet.
    RINGING = "ringing", "Ringing"
    # The agent and the other side talk, and the caller is on hold; or the other way round.
    CONSULTING = "consulting", "Consulting"
    # Everybody is off hold, and the agent leaves.
    HANDING_OVER = "handing_over", "Handing over"
    DONE = "done", "Transferred"
    MERGED = "merged", "All together"
    CANCELLED = "cancelled", "Cancelled"
    UNANSWERED = "unanswered", "Not answered"
    TARGET_LEFT = "target_left", "The other side hung up"
    CALLER_LEFT = "caller_left", "The caller hung up"
    FAILED = "failed", "Failed"


OPEN_TRANSFER = (
    TransferState.RINGING,
    TransferState.CONSULTING,
    TransferState.HANDING_OVER,
)


@dataclass(frozen=True)
class TransferFacts:
    """Times are None as long as it has not happened."""

    way: str = Way.SEND
    caller_ended_at: datetime | None = None
    # When the leg of the agent who transfers ended.
    giver_ended_at: datetime | None = None
    # When the other side came into the call, or a queue took the caller.
    joined_at: datetime | None = None
    # When the other side was out for good: it never came, or has left again.
    target_over_at: datetime | None = None
    # When it came to nothing for a reason of Telnyx's, or of ours.
    failed_at: datetime | None = None
    complete_asked_at: datetime | None = None
    merge_asked_at: datetime | None = None
    cancel_asked_at: datetime | None = None


def transfer_outcome(
    facts: TransferFacts,
) -> tuple[TransferState, datetime | None]:
    """Return the state of a transfer, and since when it is over (None: it goes on).

    What ended it first decides; at the same moment what people did goes before what
    followed from it. An agent who hangs up in the middle has handed the caller over.
    """
    joined = facts.joined_at
    lost = TransferState.TARGET_LEFT if joined else TransferState.UNANSWERED
    given = (
        max(joined, facts.giver_ended_at) if joined and facts.giver_ended_at else None
    )
    endings = (
        (facts.caller_ended_at, TransferState.CALLER_LEFT),
        (_a_tick_before(facts.cancel_asked_at), TransferState.CANCELLED),
        (_a_tick_before(facts.merge_asked_at), TransferState.MERGED),
        (facts.failed_at, TransferState.FAILED),
        (facts.target_over_at, lost),
        (given, TransferState.DONE),
    )
    known = [(at, state) for at, state in endings if at]
    if known:
        at, state = min(known, key=lambda ending: ending[0])
        return state, at
    if joined is None:
        return TransferState.RINGING, None
    is_leaving = facts.way == Way.SEND or facts.complete_asked_at is not None
    return (
        TransferState.HANDING_OVER if is_leaving else TransferState.CONSULTING
    ), None


def _a_tick_before(at: datetime | None) -> datetime | None:
    return at - TICK if at else None


@dataclass(frozen=True)
class Holds:
    caller: bool = False
    target: bool = False


def holds_for(state: str, *, is_swapped: bool, is_target_in: bool) -> Holds:
    """Return who has to be on hold: whoever must not hear what the others say.

    A caller who is taken back is off hold only once the other side is out.
    """
    if state == TransferState.RINGING:
        return Holds(caller=True)
    if state == TransferState.CONSULTING:
        return Holds(caller=not is_swapped, target=is_swapped)
    if state == TransferState.CANCELLED and is_target_in:
        return Holds(caller=True)
    return Holds()
