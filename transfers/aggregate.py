"""The transfers of a call, under the lock of the call."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from agents.models import Engagement
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import CallAggregate, Calls
from calls.models import Leg
from calls.states import Place
from conferences.aggregate import CallRooms, Rooms
from conferences.models import Participant
from conferences.states import OPEN_PARTICIPANT
from queues.aggregate import CallEntries, Entries
from transfers.models import Transfer
from transfers.states import Target, TransferFacts

# Out of the hands of the agent who gave them away.
TAKEN = (Place.QUEUE, Place.PARKED)

# Somebody may be on hold because of it, or the agent who got the caller still talks.
GOES_ON = Q(settled_at__isnull=True) | Q(
    agent__isnull=False, participant__left_at__isnull=True
)


class Transfers:
    """The transfers of the calls of a unit of work, read together."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._by_call: dict[int, CallTransfers] = {}

    def of(self, call: CallAggregate) -> "CallTransfers":
        if call.call.pk not in self._by_call:
            self._read()
        return self._by_call[call.call.pk]

    def _read(self) -> None:
        new = [
            call
            for call in self.work.part(Calls).all
            if call.call.pk not in self._by_call
        ]
        pks = [call.call.pk for call in new if call.call.has_company]
        rows = _rows(pks) if pks else {}
        for call in new:
            mine = [self.work.keep(row) for row in rows.get(call.call.pk, [])]
            rooms, entries = self.work.part(Rooms), self.work.part(Entries)
            self._by_call[call.call.pk] = CallTransfers(
                call, rooms.of(call), entries.of(call), mine
            )


class CallTransfers:
    """Made by `Transfers`."""

    def __init__(
        self,
        call: CallAggregate,
        rooms: CallRooms,
        entries: CallEntries,
        transfers: list[Transfer],
    ) -> None:
        self.call = call
        self.rooms = rooms
        self.entries = entries
        self.transfers = transfers
        self._engagements: dict[object, Engagement] = {}
        for one in transfers:
            known = [row for row in rooms.people if row.pk == one.participant_id]
            one.participant = known[0] if known else None
            giver = [leg for leg in call.legs if leg.pk == one.giver_id]
            one.giver = giver[0]

    def facts(self, one: Transfer) -> TransferFacts:
        customer, target = self.call.customer, one.participant
        return TransferFacts(
            way=one.way,
            caller_ended_at=customer.ended_at if customer else None,
            giver_ended_at=one.giver.ended_at,
            joined_at=target.joined_at if target else self._taken_at(one, customer),
            target_over_at=target.left_at if target else None,
            failed_at=one.failed_at,
            complete_asked_at=one.complete_asked_at,
            merge_asked_at=one.merge_asked_at,
            cancel_asked_at=one.cancel_asked_at,
        )

    def _taken_at(self, one: Transfer, customer: Leg | None) -> datetime | None:
        """Return since when the caller is out of the agent's hands, on way to a queue."""
        if one.to != Target.QUEUE or customer is None or customer.place_at is None:
            return None
        is_taken = customer.place in TAKEN and customer.place_at >= one.asked_at
        return customer.place_at if is_taken else None

    def person_of(self, leg: Leg | None) -> Participant | None:
        """Return who has this leg in the room that goes on, None when nobody does."""
        room = self.rooms.open_room
        if room is None or leg is None:
            return None
        people = self.rooms.in_room(room)
        here = [one for one in people if one.state in OPEN_PARTICIPANT]
        return next((one for one in here if self.rooms.leg_of(one) is leg), None)

    def is_alone(self, person: Participant) -> bool:
        """Whether nobody else is in the room of somebody, or on the way into it."""
        people = self.rooms.in_room(person.conference)
        return not any(
            one.state in OPEN_PARTICIPANT for one in people if one is not person
        )

    def engagement_of(self, one: Transfer) -> Engagement | None:
        """Return what holds the agent to whom it goes."""
        key = one.participant.dial_id if one.participant else None
        if key is None or one.agent_id is None:
            return None
        if key not in self._engagements:
            row = Engagement.objects.filter(dial=key).first()
            if row is None:
                return None
            self._engagements[key] = self.call.work.keep(row)
        return self._engagements[key]

    def note_engagement(self, engagement: Engagement) -> None:
        self._engagements[engagement.dial_id] = engagement


def _rows(call_pks: list[int]) -> Mapping[int, list[Transfer]]:
    found = defaultdict(list)
    rows = Transfer.objects.filter(GOES_ON, call_id__in=call_pks)
    for row in sorted(rows.select_related("agent"), key=lambda row: row.pk):
        found[row.call_id].append(row)
    return found
