"""Why an offer came to nothing, and why a caller still rings."""

from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL, CommandState
from callcontrol.words import explain
from calls.ending_words import BUSY
from provider.callers import caller_words
from queues.models import Offer
from queues.states import OfferState


def what_became_of(offer: Offer) -> str:
    """Say why an offer that is over came to nothing; empty when the two are connected.

    Needs `entry.call`, `entry.queue` and `leg` loaded.
    """
    words = {
        OfferState.CALLER_LEFT: _caller_left,
        OfferState.NO_ANSWER: _not_answered,
        OfferState.DECLINED: _declined,
        OfferState.UNREACHABLE: _unreachable,
        OfferState.FAILED: _failed,
        OfferState.CANCELLED: _cancelled,
        OfferState.TAKEN: _taken,
    }
    tell = words.get(OfferState(offer.state))
    return tell(offer) if tell else ""


def _caller_left(offer: Offer) -> str:
    if offer.answered_at is None:
        return f"{_caller(offer)} hung up while your phone rang."
    return f"{_caller(offer)} hung up before you were connected."


def _not_answered(offer: Offer) -> str:
    if offer.leg is None:
        return f"Your phone did not ring for {_call(offer)}."
    return f"You did not answer {_call(offer)}."


def _unreachable(offer: Offer) -> str:
    return (
        f"Your phone could not be reached for {_call(offer)}{_sip(offer)}: it is not"
        " signed in, or its address is wrong."
    )


def _declined(offer: Offer) -> str:
    leg = offer.leg
    if leg and (leg.sip_hangup_cause in BUSY or leg.hangup_cause == "user_busy"):
        return f"Your phone was busy for {_call(offer)}."
    return f"You declined {_call(offer)}."


def _failed(offer: Offer) -> str:
    if offer.answered_at is None:
        words = f"Your phone could not be reached for {_call(offer)}{_sip(offer)}."
        return f"{words} {offer.failure}".strip()
    reason = offer.failure or "Your phone hung up first."
    return f"You could not be connected with {_caller(offer)}. {reason}"


def _cancelled(offer: Offer) -> str:
    return f"The call from {offer.entry.queue.name} was given back."


def _taken(offer: Offer) -> str:
    return f"{offer.failure} {_caller(offer)} rang several of you."


def _sip(offer: Offer) -> str:
    """Return the SIP code of a phone that was not reached, in brackets."""
    code = offer.leg.sip_hangup_cause if offer.leg else ""
    return f" (SIP {code})" if code[:1] in tuple("456D") else ""


def _call(offer: Offer) -> str:
    return f"the call from {offer.entry.queue.name}"


def _caller(offer: Offer) -> str:
    call = offer.entry.call
    return caller_words(call.caller_name, call.from_number)


def why_unanswered(answer: Command | None) -> str:
    """Say why a caller still rings, by the newest command to answer."""
    if answer is None:
        return "Telnyx has not been asked to answer yet."
    if answer.state in UNSUCCESSFUL:
        return explain(answer)
    if answer.state == CommandState.ACCEPTED:
        return "Telnyx was asked to answer, and has not said that it did."
    if answer.state == CommandState.PENDING and answer.attempts:
        return _why_again(answer)
    return "Telnyx is being asked to answer."


def _why_again(command: Command) -> str:
    if command.http_status == 429:
        return "Telnyx limits our requests."
    if command.http_status is not None:
        return "Telnyx has trouble of its own."
    return "Telnyx did not answer us in time."
