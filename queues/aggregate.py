"""The entries of a call in queues, and the offers of them, under the lock of the call."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain

from agents.aggregate import Agents
from agents.models import Engagement
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import CallAggregate, Calls
from calls.aggregate.call import moments
from calls.models import Leg
from calls.states import Proof, dial_outcome
from queues.models import ApplicationRoute, InboundRoute, Offer, Queue, QueueEntry
from queues.queries.feeding import queue_fed_by, route_of
from queues.states import OPEN_OFFER, EntryFacts, OfferFacts, room_for

# The purpose of the command that connects an agent with the caller.
BRIDGE = "offer.bridge"


class Entries:
    """The queue entries of the calls of a unit of work, read together."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._by_call: dict[int, CallEntries] = {}
        self._routes: dict[str, Queue | None] = {}
        self._flows: dict[str, int | None] = {}

    def read(self) -> None:
        """Read what belongs to the calls that are here, and lock their agents."""
        calls = self.work.part(Calls).all
        new = [call for call in calls if call.call.pk not in self._by_call]
        pks = [call.call.pk for call in new if not call.is_new]
        entries = _entries(pks) if pks else {}
        offers = _offers(chain(*entries.values())) if entries else {}
        self.work.part(Agents).lock(offer.agent_id for offer in chain(*offers.values()))
        engagements = _engagements(chain(*offers.values()))
        for call in new:
            pk = call.call.pk
            self._by_call[pk] = CallEntries(
                call,
                [self.work.keep(row) for row in entries.get(pk, [])],
                [self.work.keep(row) for row in offers.get(pk, [])],
                {
                    offer.dial_id: self.work.keep(engagements[offer.dial_id])
                    for offer in offers.get(pk, [])
                    if offer.dial_id in engagements
                },
            )

    def of(self, call: CallAggregate) -> "CallEntries":
        if call.call.pk not in self._by_call:
            self.read()
        return self._by_call[call.call.pk]

    def try_of(self, call_pk: int) -> "CallEntries | None":
        """Return the entries of a call that nobody else holds now, nor its agents.

        None when somebody does; see `Calls.try_locked`.
        """
        call = self.work.part(Calls).try_locked(call_pk)
        if call is None:
            return None
        if call_pk not in self._by_call:
            offers = Offer.objects.filter(entry__call=call_pk).order_by()
            agents = offers.values_list("agent_id", flat=True)
            if not self.work.part(Agents).try_lock(agents):
                return None
        return self.of(call)

    def queue_fed_by(self, number: str, connection_id: str) -> Queue | None:
        """Return the queue of a number; of its application when no number is known."""
        key = number or connection_id
        if key not in self._routes:
            route = route_of(number) if number else None
            self._flows[key] = route.flow_id if route else None
            of_number = route.queue if route else queue_fed_by(number)
            found = of_number if number else _queue_of_application(connection_id)
            self._routes[key] = found
        return self._routes[key]

    def flow_of(self, number: str, connection_id: str) -> int | None:
        """Return the flow that leads the callers of a number, by key."""
        self.queue_fed_by(number, connection_id)
        return self._flows[number or connection_id]


class CallEntries:
    """Made by `Entries`."""

    def __init__(
        self,
        call: CallAggregate,
        entries: list[QueueEntry],
        offers: list[Offer],
        engagements: Mapping[object, Engagement],
    ) -> None:
        self.call = call
        self.entries = entries
        self.offers = offers
        self.engagements = dict(engagements)
        for offer in offers:
            offer.entry = next(one for one in entries if one.pk == offer.entry_id)
            dial = call.dial_with(offer.dial_id)
            if dial is not None:
                offer.dial = dial
        # As it was told to those who give callers out.
        self.room_told = self.room

    @property
    def room(self) -> int:
        """To how many more agents the caller may be offered now."""
        entry = self.open_entry
        if entry is None:
            return 0
        states = [offer.state for offer in self.offers_of(entry)]
        is_let_in = entry.queued_at is not None or entry.is_shut_out
        return room_for(entry.state, states, entry.queue.most_at_once) * is_let_in

    @property
    def open_entry(self) -> QueueEntry | None:
        return next((entry for entry in self.entries if entry.left_at is None), None)

    @property
    def is_led_on(self) -> bool:
        """Whether a queue has let the caller go on, out of all queues."""
        return bool(self.entries) and bool(self.entries[-1].onward)

    def offers_of(self, entry: QueueEntry) -> list[Offer]:
        return [offer for offer in self.offers if offer.entry is entry]

    def leg_of(self, offer: Offer) -> Leg | None:
        return self.call.leg_of(offer.dial)

    def bridge_of(self, offer: Offer) -> Command | None:
        """Return the command to connect the two, unless it came to nothing."""
        leg = self.leg_of(offer)
        control_id = leg.call_control_id if leg else ""
        asked = self.call.asked(BRIDGE, target=control_id) if control_id else None
        return None if asked is None or asked.state in UNSUCCESSFUL else asked

    def offer_facts(self, offer: Offer) -> OfferFacts:
        leg, customer = self.leg_of(offer), self.call.customer
        bridge = self.bridge_of(offer)
        # Whether it is still wanted follows from the offer, so it is left out here.
        dial = replace(self.call.dial_facts(offer.dial), withdrawn_at=None)
        state, ended_at = dial_outcome(dial)
        may_be_theirs = self._may_be_with(offer)
        return OfferFacts(
            dial_state=state,
            dial_ended_at=ended_at,
            leg_begun_at=leg.initiated_at if leg else None,
            leg_answered_at=leg.answered_at if leg else None,
            leg_bridged_at=leg.bridged_at if leg else None,
            leg_ended_at=leg.ended_at if leg else None,
            caller_bridged_at=moments(customer, Proof.BRIDGED) if may_be_theirs else (),
            caller_served_at=moments(customer, Proof.SERVED) if may_be_theirs else (),
            caller_ended_at=customer.ended_at if customer else None,
            bridge_accepted_at=bridge.answered_at if bridge else None,
            withdrawn_as=offer.withdrawn_as,
            withdrawn_at=offer.withdrawn_at,
        )

    def _may_be_with(self, offer: Offer) -> bool:
        """Whether what Telnyx tells of the caller can be about this agent.

        Of several who ring at once, only about the one for whom a bridge was asked.
        """
        leg = self.leg_of(offer)
        rivals = (one.place != offer.place for one in self.offers_of(offer.entry))
        if not any(rivals):
            return True
        target = leg.call_control_id if leg else ""
        return bool(target) and self.call.asked(BRIDGE, target=target) is not None

    def entry_facts(self, entry: QueueEntry) -> EntryFacts:
        customer, offers = self.call.customer, self.offers_of(entry)
        return EntryFacts(
            entered_at=entry.entered_at,
            queued_at=entry.queued_at,
            caller_ended_at=customer.ended_at if customer else None,
            connected_at=[o.connected_at for o in offers if o.connected_at],
            has_open_offer=any(offer.state in OPEN_OFFER for offer in offers),
            withdrawn_at=entry.withdrawn_at,
        )


def _queue_of_application(connection_id: str) -> Queue | None:
    """Return the queue set for strays, else the first that a number of it feeds."""
    chosen = ApplicationRoute.objects.select_related("queue")
    route = chosen.filter(application__connection_id=connection_id).first()
    if route is not None:
        return route.queue
    routes = InboundRoute.objects.select_related("queue").order_by("pk")
    of_number = routes.filter(
        phone_number__application__connection_id=connection_id
    ).first()
    return of_number.queue if of_number else None


def _entries(call_pks: Collection[int]) -> Mapping[int, list[QueueEntry]]:
    rows = QueueEntry.objects.filter(call_id__in=call_pks)
    rows = rows.select_related("queue__schedule")
    found = defaultdict(list)
    # Sorted here, since Django takes longer to write ORDER BY than Python to sort a few.
    for entry in sorted(rows.order_by(), key=lambda row: row.pk):
        found[entry.call_id].append(entry)
    return found


def _offers(entries: Iterable[QueueEntry]) -> Mapping[int, list[Offer]]:
    """Return the offers of these entries, by call."""
    calls_of = {entry.pk: entry.call_id for entry in entries}
    rows = Offer.objects.filter(entry_id__in=calls_of).select_related("agent__user")
    found = defaultdict(list)
    for offer in sorted(rows.order_by(), key=lambda row: (row.made_at, row.pk)):
        found[calls_of[offer.entry_id]].append(offer)
    return found


def _engagements(offers: Iterable[Offer]) -> Mapping[object, Engagement]:
    dials = [offer.dial_id for offer in offers]
    rows = Engagement.objects.filter(dial_id__in=dials).order_by() if dials else ()
    return {row.dial_id: row for row in rows}
