"""Why an offer came to nothing, as the agent is told on their desk."""

from agents.states import AgentState
from queues.models import Offer
from queues.states import OfferState

# Telnyx's hangup causes for a telephone that did not ring at all.
UNREACHABLE = {
    "not_found": "it is not signed in, or its address is wrong",
    "unspecified": "Telnyx gives no reason",
}


def why_ended(offer: Offer) -> str:
    """Say what became of an offer that is over; empty when the two are connected.

    Needs `entry.call`, `entry.queue`, `leg` and `agent` loaded.
    """
    words = {
        OfferState.CALLER_LEFT: _caller_left,
        OfferState.NO_ANSWER: _not_answered,
        OfferState.DECLINED: _declined,
        OfferState.FAILED: _failed,
        OfferState.CANCELLED: _cancelled,
    }
    tell = words.get(OfferState(offer.state))
    if tell is None:
        return ""
    is_out = offer.agent.state == AgentState.NOT_RESPONDING
    consequence = f" You are {AgentState.NOT_RESPONDING.label}." if is_out else ""
    return f"{tell(offer)}{consequence}"


def _caller_left(offer: Offer) -> str:
    if offer.answered_at is None:
        return f"{_caller(offer)} hung up while your phone rang."
    return f"{_caller(offer)} hung up before you were connected."


def _not_answered(offer: Offer) -> str:
    if offer.leg is None:
        return f"Your phone did not ring for {_call(offer)}."
    reason = UNREACHABLE.get(offer.leg.hangup_cause)
    if reason:
        return f"Your phone could not be reached for {_call(offer)}: {reason}."
    return f"You did not answer {_call(offer)}."


def _declined(offer: Offer) -> str:
    if offer.leg is not None and offer.leg.hangup_cause == "user_busy":
        return f"Your phone was busy for {_call(offer)}."
    return f"You declined {_call(offer)}."


def _failed(offer: Offer) -> str:
    if offer.answered_at is None:
        return f"Your phone could not be reached for {_call(offer)}. {offer.failure}"
    reason = offer.failure or "Your phone hung up first."
    return f"You could not be connected with {_caller(offer)}. {reason}"


def _cancelled(offer: Offer) -> str:
    return f"The call from {offer.entry.queue.name} was given back."


def _call(offer: Offer) -> str:
    return f"the call from {offer.entry.queue.name}"


def _caller(offer: Offer) -> str:
    return offer.entry.call.caller_name or offer.entry.call.from_number
