"""What can become of a stay in a queue, and of an offer of it to an agent.

Both follow from facts that events only add to, so the order of events cannot matter;
`offer_outcome` and `entry_outcome` say how.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
# The agent is to blame, and is offered nothing until they say that they are back.
MISSED = (OfferState.NO_ANSWER, OfferState.DECLINED)
# Telnyx's hangup causes for an agent who refused rather than let it ring.
DECLINING_CAUSES = ("call_rejected", "user_busy")


class OfferOrigin(TextChoices):
    PICK = "pick", "Picked"
    TAKE_NEXT = "take_next", "Took next"
    ASSIGN = "assign", "Assigned"


@dataclass(frozen=True)
class LegFacts:
    """What is known of the agent's leg; all None before its first event."""

    is_known: bool = False
    answered_at: datetime | None = None
    bridged_at: datetime | None = None
    ended_at: datetime | None = None
    hangup_cause: str = ""


@dataclass(frozen=True)
class OfferFacts:
    leg: LegFacts
    # When the caller's own leg was last bridged, and when it ended.
    caller_bridged_at: datetime | None = None
    caller_ended_at: datetime | None = None
    withdrawn_as: str = ""
    withdrawn_at: datetime | None = None

    @property
    def connected_at(self) -> datetime | None:
        """When the two sides were connected.

        The agent's own `call.bridged` says it; the caller's stands in for it when it
        falls into the time in which the agent's leg was up.
        """
        caller, leg = self.caller_bridged_at, self.leg
        if leg.bridged_at or caller is None or leg.answered_at is None:
            return leg.bridged_at
        is_during = leg.answered_at <= caller <= (leg.ended_at or caller)
        return caller if is_during else None


@dataclass(frozen=True)
class EntryFacts:
    entered_at: datetime
    queued_at: datetime | None
    caller_ended_at: datetime | None
    # When an offer of it was connected.
    connected_at: Sequence[datetime]
    has_open_offer: bool


def offer_outcome(facts: OfferFacts) -> tuple[OfferState, datetime | None]:
    """Return the state of an offer, and since when it is over (None while open).

    A proven connection outweighs everything. Else what ended it first decides; the
    caller's hang-up goes before what followed from it at the same moment.
    """
    if facts.connected_at:
        return OfferState.CONNECTED, facts.connected_at
    endings = [
        (facts.caller_ended_at, OfferState.CALLER_LEFT),
        (facts.withdrawn_at, facts.withdrawn_as),
        (facts.leg.ended_at, _outcome_of_leg(facts.leg)),
    ]
    known = [(at, outcome) for at, outcome in endings if at]
    if known:
        at, outcome = min(known, key=lambda ending: ending[0])
        return OfferState(outcome), at
    if facts.leg.answered_at:
        return OfferState.ANSWERED, None
    return (OfferState.RINGING if facts.leg.is_known else OfferState.DIALLING), None


def entry_outcome(facts: EntryFacts) -> tuple[EntryState, datetime | None]:
    """Return the state of a stay in a queue, and since when it is over (None: open)."""
    if facts.connected_at:
        return EntryState.ANSWERED, min(facts.connected_at)
    ended_at = facts.caller_ended_at
    if ended_at and facts.queued_at is None and ended_at <= facts.entered_at:
        # Put back into a queue after they had already hung up: nobody waited.
        return EntryState.FLOWED_OUT, facts.entered_at
    if ended_at:
        return EntryState.ABANDONED, ended_at
    if facts.has_open_offer:
        return EntryState.OFFERED, None
    return (EntryState.WAITING if facts.queued_at else EntryState.ENTERING), None


def _outcome_of_leg(leg: LegFacts) -> OfferState:
    if leg.answered_at:
        return OfferState.FAILED
    declined = leg.hangup_cause in DECLINING_CAUSES
    return OfferState.DECLINED if declined else OfferState.NO_ANSWER
