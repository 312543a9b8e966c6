"""What can become of a stay in a queue, and of an offer of it to an agent.

Both follow from facts that events only add to, so the order of events cannot matter;
`offer_outcome` and `entry_outcome` say how.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from calls.states import TICK, DialState


class EntryState(TextChoices):
    ENTERING = "entering", "Entering"
    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Ringing an agent"
    ANSWERED = "answered", "Answered"
    ABANDONED = "abandoned", "Abandoned"
    FLOWED_OUT = "flowed_out", "Left the queue"


OPEN_ENTRY = (EntryState.ENTERING, EntryState.WAITING, EntryState.OFFERED)
# Whoever waits can be taken, also who is not let into Telnyx's queue: an agent is
# connected with the caller's leg, wherever that is.
PICKABLE = (EntryState.ENTERING, EntryState.WAITING)


class OfferState(TextChoices):
    DIALLING = "dialling", "Dialling"
    RINGING = "ringing", "Ringing"
    ANSWERED = "answered", "Connecting"
    CONNECTED = "connected", "Connected"
    NO_ANSWER = "no_answer", "No answer"
    DECLINED = "declined", "Declined"
    UNREACHABLE = "unreachable", "Not reachable"
    FAILED = "failed", "Failed"
    CALLER_LEFT = "caller_left", "Caller left"
    CANCELLED = "cancelled", "Cancelled"
    # Several rang at once, and somebody else answered first.
    TAKEN = "taken", "Answered by another"


OPEN_OFFER = (OfferState.DIALLING, OfferState.RINGING, OfferState.ANSWERED)
# The agent did not take it, and is offered nothing until they say that they are back.
MISSED = (OfferState.NO_ANSWER, OfferState.DECLINED, OfferState.UNREACHABLE)
# What an unanswered dial makes of the offer; a withdrawn one is told by who withdrew it.
OF_DIAL = {
    DialState.NO_ANSWER: OfferState.NO_ANSWER,
    DialState.DECLINED: OfferState.DECLINED,
    DialState.UNREACHABLE: OfferState.UNREACHABLE,
    # The network, Telnyx, or a leg that ended before it was connected.
    DialState.FAILED: OfferState.FAILED,
    DialState.ENDED: OfferState.FAILED,
}
# A bridge that Telnyx took on, and whose leg lived on for as long, did happen.
BRIDGED_WITHIN = timedelta(seconds=1)


class OfferOrigin(TextChoices):
    PICK = "pick", "Picked"
    TAKE_NEXT = "take_next", "Taken next"
    ASSIGN = "assign", "Assigned"
    # By the queue itself.
    PUSH = "push", "Offered"


class Formula(TextChoices):
    """How a service level treats those who gave up: A answered, G gave up, ≤ T in time."""

    EARLY_IGNORED = "early_ignored", "A≤T of A + G>T: who gives up in time is left out"
    EARLY_MET = "early_met", "(A≤T + G≤T) of A + G: who gives up in time counts as met"
    OFFERED = "offered", "A≤T of A + G: everybody who gives up counts as missed"
    SHORT_IGNORED = "short_ignored", "A≤T of A + G: misdials are left out"
    ANSWERED = "answered", "A≤T of A: only those who were answered count"


class Mode(TextChoices):
    """How the callers of a queue come to agents."""

    BOTH = "both", "The queue offers them, and agents may pick"
    PUSH = "push", "The queue offers them"
    PULL = "pull", "Agents pick them"


class Strategy(TextChoices):
    """Which of the available agents is asked first."""

    LONGEST_IDLE = "longest_idle", "Idle for longest"
    ROUND_ROBIN = "round_robin", "In turn"
    FEWEST_CALLS = "fewest_calls", "Fewest calls today"
    LEAST_TALK = "least_talk", "Least talk time today"
    RING_SEVERAL = "ring_several", "Several at once"
    LINEAR = "linear", "The queue's own order"
    RANDOM = "random", "At random"


class IdleSince(TextChoices):
    AVAILABLE = "available", "They became available"
    CALL = "call", "Their last call ended"
    WRAP_UP = "wrap_up", "Their last wrap-up ended"


@dataclass(frozen=True)
class OfferFacts:
    dial_state: DialState
    # When the dial was over, whatever the reason.
    dial_ended_at: datetime | None = None
    # The agent's leg, None as far as it is not known.
    leg_begun_at: datetime | None = None
    leg_answered_at: datetime | None = None
    leg_bridged_at: datetime | None = None
    leg_ended_at: datetime | None = None
    # When the caller was connected with anybody, by each of two kinds of proof.
    caller_bridged_at: Sequence[datetime] = ()
    caller_served_at: Sequence[datetime] = ()
    caller_ended_at: datetime | None = None
    bridge_accepted_at: datetime | None = None
    withdrawn_as: str = ""
    withdrawn_at: datetime | None = None

    @property
    def connected_at(self) -> datetime | None:
        """When the two sides were connected, by the best proof there is.

        The agent's own `call.bridged` says it; what Telnyx told of the caller stands in
        for it when it falls into the time in which the agent's leg was up. Once that leg
        has ended, there is nobody left to ask: then that Telnyx took the bridge on.
        """
        if self.leg_bridged_at:
            return self.leg_bridged_at
        for proofs in (self.caller_bridged_at, self.caller_served_at):
            during = [at for at in proofs if self._is_up(at)]
            if during:
                return min(during)
        return self._connected_by_answer()

    def _is_up(self, at: datetime) -> bool:
        begun = self.leg_answered_at or self.leg_begun_at
        return begun is not None and begun <= at <= (self.leg_ended_at or at)

    def _connected_by_answer(self) -> datetime | None:
        accepted, ended = self.bridge_accepted_at, self.leg_ended_at
        if accepted is None or ended is None or ended < accepted + BRIDGED_WITHIN:
            return None
        caller = self.caller_ended_at
        return None if caller and caller < accepted + BRIDGED_WITHIN else accepted


@dataclass(frozen=True)
class EntryFacts:
    entered_at: datetime
    queued_at: datetime | None
    caller_ended_at: datetime | None
    # When an offer of it was connected.
    connected_at: Sequence[datetime]
    has_open_offer: bool
    # When the transfer that led here came to nothing.
    withdrawn_at: datetime | None = None


def offer_outcome(facts: OfferFacts) -> tuple[OfferState, datetime | None]:
    """Return the state of an offer, and since when it is over (None while open).

    A proven connection outweighs everything. Else what ended it first decides; the
    caller's hang-up goes before what followed from it at the same moment.
    """
    if facts.connected_at:
        return OfferState.CONNECTED, facts.connected_at
    endings = [
        (facts.caller_ended_at, OfferState.CALLER_LEFT),
        (_a_tick_before(facts.withdrawn_at), facts.withdrawn_as),
        (facts.dial_ended_at, OF_DIAL.get(facts.dial_state, facts.withdrawn_as)),
    ]
    known = [(at, outcome) for at, outcome in endings if at and outcome]
    if known:
        at, outcome = min(known, key=lambda ending: ending[0])
        is_ours = outcome == facts.withdrawn_as and facts.withdrawn_at
        return OfferState(outcome), facts.withdrawn_at if is_ours else at
    if facts.leg_answered_at:
        return OfferState.ANSWERED, None
    is_ringing = facts.dial_state == DialState.RINGING
    return (OfferState.RINGING if is_ringing else OfferState.DIALLING), None


def _a_tick_before(at: datetime | None) -> datetime | None:
    return at - TICK if at else None


def entry_outcome(facts: EntryFacts) -> tuple[EntryState, datetime | None]:
    """Return the state of a stay in a queue, and since when it is over (None: open)."""
    if facts.connected_at:
        return EntryState.ANSWERED, min(facts.connected_at)
    ended_at, withdrawn_at = facts.caller_ended_at, facts.withdrawn_at
    if withdrawn_at and not (ended_at and ended_at < withdrawn_at):
        return EntryState.FLOWED_OUT, withdrawn_at
    if ended_at and facts.queued_at is None and ended_at <= facts.entered_at:
        # Put back into a queue after they had already hung up: nobody waited.
        return EntryState.FLOWED_OUT, facts.entered_at
    if ended_at:
        return EntryState.ABANDONED, ended_at
    if facts.has_open_offer:
        return EntryState.OFFERED, None
    return (EntryState.WAITING if facts.queued_at else EntryState.ENTERING), None


def room_for(state: str, offers: Sequence[str], most_at_once: int) -> int:
    """Return to how many more agents a caller may be offered, beside `offers`.

    Nobody else rings for a caller who is being connected.
    """
    if state in PICKABLE:
        return most_at_once
    if state != EntryState.OFFERED or OfferState.ANSWERED in offers:
        return 0
    ringing = sum(one in OPEN_OFFER for one in offers)
    return max(0, most_at_once - ringing)
