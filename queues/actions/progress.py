"""A call with its legs, stays in queues and offers, read once under its lock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from callcontrol.memory import kept
from callcontrol.models import Command
from calls import actions as calls
from calls.models import Call, Leg
from calls.states import LegRole, LegState, Place
from queues.models import Offer, QueueEntry
from queues.states import OPEN_OFFER, EntryFacts, LegFacts, OfferFacts
from queues.steps import Step


class Progress:
    """Made by `progress_of_call` or `progress_of_leg`."""

    def __init__(
        self,
        case: calls.Case,
        entries: list[QueueEntry],
        offers: list[Offer],
        asked: list[Command],
    ) -> None:
        self.case = case
        self.entries = entries
        self.offers = offers
        # What was asked for this caller so far, oldest first.
        self.asked = asked
        for offer in offers:
            offer.entry = next(one for one in entries if one.pk == offer.entry_id)
            offer.leg = next((leg for leg in case.legs if leg.pk == offer.leg_id), None)

    @property
    def call(self) -> Call:
        return self.case.call

    @property
    def legs(self) -> list[Leg]:
        return self.case.legs

    @property
    def customer(self) -> Leg | None:
        return self.case.customer

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


class ProgressBook:
    """The progress of the calls of a run, read together."""

    def __init__(self) -> None:
        self._by_call: dict[int, Progress] = {}

    def read(self, cases: Iterable[calls.Case]) -> None:
        """Read what belongs to these calls, as far as it is not here already."""
        new = [case for case in cases if case.call.pk not in self._by_call]
        pks = [case.call.pk for case in new if not case.is_new]
        entries = _entries(pks) if pks else {}
        offers = _offers(chain(*entries.values())) if entries else {}
        asked = _asked(pks) if pks else {}
        for case in new:
            pk = case.call.pk
            rows = entries.get(pk, []), offers.get(pk, []), asked.get(pk, [])
            self._by_call[pk] = Progress(case, *rows)

    def of(self, case: calls.Case) -> Progress:
        self.read([case])
        return self._by_call[case.call.pk]


def read_progress() -> None:
    """Read what belongs to the calls in the casebook, for a run of events."""
    kept(ProgressBook).read(kept(calls.Casebook).cases)


def progress_of_call(pk: int) -> Progress:
    """Lock a call and read it."""
    return kept(ProgressBook).of(calls.case_of_call(pk))


def progress_of_leg(call_control_id: str) -> Progress | None:
    """Lock the call of a leg and read it; None when nobody knows the leg."""
    case = calls.find_case(call_control_id)
    return kept(ProgressBook).of(case) if case else None


def _entries(call_pks: Collection[int]) -> Mapping[int, list[QueueEntry]]:
    rows = QueueEntry.objects.filter(call_id__in=call_pks).select_related("queue")
    found = defaultdict(list)
    # Sorted here, since Django takes longer to write ORDER BY than Python to sort a few.
    for entry in sorted(rows.order_by(), key=lambda row: row.pk):
        found[entry.call_id].append(entry)
    return found


def _offers(entries: Iterable[QueueEntry]) -> Mapping[int, list[Offer]]:
    """Return the offers of these stays, by call."""
    calls_of = {entry.pk: entry.call_id for entry in entries}
    rows = Offer.objects.filter(entry_id__in=calls_of).select_related("agent")
    found = defaultdict(list)
    for offer in sorted(rows.order_by(), key=lambda row: (row.made_at, row.pk)):
        found[calls_of[offer.entry_id]].append(offer)
    return found


def _asked(call_pks: Collection[int]) -> Mapping[int, list[Command]]:
    purposes = [step.value for step in Step]
    rows = Command.objects.filter(call_id__in=call_pks, purpose__in=purposes)
    known = rows.only("call_id", "purpose", "requested_at", "state").order_by()
    found = defaultdict(list)
    for row in sorted(known, key=lambda row: row.requested_at):
        found[row.call_id or 0].append(row)
    return found


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
