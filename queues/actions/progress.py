"""A call with its legs, stays in queues and offers, read once under its lock."""

from datetime import datetime

from calls import actions as calls
from calls.models import Call, Leg
from calls.states import LegRole, LegState, Place
from queues.models import Offer, QueueEntry
from queues.states import OPEN_OFFER, EntryFacts, LegFacts, OfferFacts


class Progress:
    """Made by `progress_of_call` or `progress_of_leg`."""

    def __init__(self, call: Call, legs: list[Leg], *, now: datetime) -> None:
        self.now = now
        self.call = call
        self.legs = legs
        entries = QueueEntry.objects.filter(call_id=call.pk)
        self.entries = list(entries.select_related("queue").order_by("pk"))
        self.offers = self._offers() if self.entries else []

    def _offers(self) -> list[Offer]:
        offers = Offer.objects.filter(entry__in=self.entries)
        related = offers.select_related("agent__user", "entry__queue", "leg")
        return list(related.order_by("made_at", "pk"))

    @property
    def customer(self) -> Leg | None:
        return next((leg for leg in self.legs if leg.role == LegRole.CUSTOMER), None)

    @property
    def live_customer(self) -> Leg | None:
        leg = self.customer
        return leg if leg is not None and leg.state != LegState.ENDED else None

    @property
    def open_entry(self) -> QueueEntry | None:
        return next((entry for entry in self.entries if entry.left_at is None), None)

    @property
    def company(self) -> list[Leg]:
        """The live legs of those who can talk with the customer."""
        talkers = (LegRole.AGENT, LegRole.GUEST)
        live = [leg for leg in self.legs if leg.state != LegState.ENDED]
        return [leg for leg in live if leg.role in talkers]

    def offers_of(self, entry: QueueEntry) -> list[Offer]:
        return [offer for offer in self.offers if offer.entry_id == entry.pk]

    def offer_facts(self, offer: Offer) -> OfferFacts:
        customer = self.customer
        is_bridged = customer is not None and customer.place == Place.BRIDGE
        return OfferFacts(
            leg=_leg_facts(offer.leg),
            caller_bridged_at=customer.place_at if customer and is_bridged else None,
            caller_ended_at=customer.ended_at if customer else None,
            withdrawn_as=offer.withdrawn_as,
            withdrawn_at=offer.withdrawn_at,
        )

    def entry_facts(self, entry: QueueEntry) -> EntryFacts:
        customer, offers = self.customer, self.offers_of(entry)
        return EntryFacts(
            entered_at=entry.entered_at,
            queued_at=entry.queued_at,
            caller_ended_at=customer.ended_at if customer else None,
            connected_at=[o.connected_at for o in offers if o.connected_at],
            has_open_offer=any(offer.state in OPEN_OFFER for offer in offers),
        )


def progress_of_call(pk: int, *, now: datetime) -> Progress:
    """Lock a call and read it."""
    call = calls.lock_call(pk)
    return Progress(call, list(Leg.objects.filter(call_id=pk)), now=now)


def progress_of_leg(call_control_id: str, *, now: datetime) -> Progress | None:
    """Read the call of an event's leg, which the handler in `calls` has locked.

    None when nobody knows the leg.
    """
    legs = Leg.objects.filter(call__legs__call_control_id=call_control_id)
    known = list(legs.select_related("call"))
    return Progress(known[0].call, known, now=now) if known else None


def _leg_facts(leg: Leg | None) -> LegFacts:
    if leg is None:
        return LegFacts()
    return LegFacts(
        is_known=True,
        answered_at=leg.answered_at,
        bridged_at=leg.bridged_at,
        ended_at=leg.ended_at,
        hangup_cause=leg.hangup_cause,
    )
