"""Where a call waited and what became of its offers, as lines of its timeline."""

from collections.abc import Iterator
from datetime import datetime

from calls.models import Call
from calls.queries import Moment
from queues.models import Offer, QueueEntry
from queues.states import OPEN_OFFER, OfferState

SENTENCES = {
    OfferState.CONNECTED: "Connected to {agent}.",
    OfferState.NO_ANSWER: "{agent} did not answer.",
    OfferState.DECLINED: "{agent} declined.",
    OfferState.UNREACHABLE: "{agent}'s phone could not be reached.",
    OfferState.FAILED: "{agent} could not be connected.",
    OfferState.CALLER_LEFT: "The caller hung up before {agent} was connected.",
    OfferState.CANCELLED: "The offer to {agent} was cancelled.",
    OfferState.TAKEN: "{agent}'s phone was stopped.",
}


def entry_moments(call: Call) -> Iterator[Moment]:
    """Yield in which queue a call waited, by the name that people know; one query."""
    entries = QueueEntry.objects.filter(call=call).select_related("queue")
    for entry in entries:
        at = entry.transferred_at or entry.entered_at
        yield _line(at, f"Waits in {entry.queue.name}.")


def offer_moments(call: Call) -> Iterator[Moment]:
    """Yield the lines of all offers of a call, in no order; one query."""
    offers = Offer.objects.filter(entry__call=call)
    for offer in offers.select_related("agent", "dial__leg"):
        yield from _moments(offer)


def _moments(offer: Offer) -> Iterator[Moment]:
    name, leg = offer.agent.name, offer.leg
    if leg is not None:
        yield _line(leg.initiated_at, f"{name}'s phone rings.")
    if offer.answered_at:
        yield _line(offer.answered_at, f"{name} answered.")
    over_at = offer.connected_at or offer.ended_at
    if over_at and offer.state not in OPEN_OFFER:
        sentence = SENTENCES[OfferState(offer.state)].format(agent=name)
        yield _line(over_at, f"{sentence} {offer.failure}{_sip(offer)}".strip())


def _sip(offer: Offer) -> str:
    """Return the SIP code of a phone that was never answered, in brackets."""
    code = offer.leg.sip_hangup_cause if offer.leg else ""
    is_told = offer.answered_at is None and code[:1] in tuple("456D")
    return f"(SIP {code})" if code and is_told else ""


def _line(at: datetime, text: str) -> Moment:
    return Moment(at=at, kind="state", about="", text=text)
