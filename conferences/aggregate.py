"""The rooms of a call and the supervisors on it, under the lock of the call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TypeVar

from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import CallAggregate, Calls
from calls.models import Dial, Leg
from calls.states import OPEN_DIAL, DialState, dial_outcome
from conferences.models import Conference, Participant, Supervision
from conferences.states import (
    OPEN_CONFERENCE,
    ConferenceFacts,
    ParticipantFacts,
    SupervisionFacts,
)


class Rooms:
    """The rooms of the calls of a unit of work, read together."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._by_call: dict[int, CallRooms] = {}

    def of(self, call: CallAggregate) -> "CallRooms":
        if call.call.pk not in self._by_call:
            self._read()
        return self._by_call[call.call.pk]

    def find(self, conference_id: str) -> "tuple[CallRooms, Conference] | None":
        """Return the room that Telnyx calls so, its call locked; None for a strange one."""
        if not conference_id:
            return None
        found = self._known(conference_id)
        if found is None:
            rows = Conference.objects.filter(conference_id=conference_id).order_by()
            call_pk = rows.values_list("call_id", flat=True).first()
            if call_pk is not None:
                self.of(self.work.part(Calls).locked(call_pk))
                found = self._known(conference_id)
        return found

    def _known(self, conference_id: str) -> "tuple[CallRooms, Conference] | None":
        for mine in self._by_call.values():
            for room in mine.rooms:
                if room.conference_id == conference_id:
                    return mine, room
        return None

    def _read(self) -> None:
        new = [
            call
            for call in self.work.part(Calls).all
            if call.call.pk not in self._by_call
        ]
        pks = [call.call.pk for call in new if call.call.has_company]
        rooms = _by_call(Conference.objects.filter(call_id__in=pks)) if pks else {}
        people = _people(chain(*rooms.values())) if rooms else {}
        watching = _by_call(Supervision.objects.filter(call_id__in=pks)) if pks else {}
        for call in new:
            pk, keep = call.call.pk, self.work.keep
            self._by_call[pk] = CallRooms(
                call,
                [keep(row) for row in rooms.get(pk, [])],
                [keep(row) for row in people.get(pk, [])],
                [keep(row) for row in watching.get(pk, [])],
            )


class CallRooms:
    """Made by `Rooms`."""

    def __init__(
        self,
        call: CallAggregate,
        rooms: list[Conference],
        people: list[Participant],
        supervisions: list[Supervision],
    ) -> None:
        self.call = call
        self.rooms = rooms
        self.people = people
        self.supervisions = supervisions
        for one in people:
            one.conference = next(r for r in rooms if r.pk == one.conference_id)
            one.leg = _with_key(call.legs, one.leg_id)
            one.dial = call.dial_with(one.dial_id)
        for supervision in supervisions:
            dial = call.dial_with(supervision.dial_id)
            if dial is not None:
                supervision.dial = dial

    @property
    def room_awaiting_id(self) -> Conference | None:
        """The newest room of which Telnyx's answer has not come yet."""
        waiting = [room for room in self.rooms if room.conference_id is None]
        return waiting[-1] if waiting else None

    @property
    def open_room(self) -> Conference | None:
        return next((r for r in self.rooms if r.state in OPEN_CONFERENCE), None)

    def in_room(self, room: Conference) -> list[Participant]:
        return [one for one in self.people if one.conference is room]

    def participant_with(self, room: Conference, leg: Leg) -> Participant | None:
        """Return the participant of a leg, found by its dial before it is linked."""
        for one in self.in_room(room):
            if one.leg is leg or (one.dial is not None and one.dial is leg.dial):
                return one
        return None

    def leg_of(self, one: Participant) -> Leg | None:
        """Return a participant's leg; that of a guest's dial once anybody tells of it."""
        if one.leg is None and one.dial is not None:
            one.leg = self.call.leg_of(one.dial)
        return one.leg

    def room_facts(self, room: Conference) -> ConferenceFacts:
        return ConferenceFacts(
            room.started_at, room.refused_at, room.end_asked_at, room.ended_at
        )

    def participant_facts(self, one: Participant) -> ParticipantFacts:
        leg, room = self.leg_of(one), one.conference
        failed_at = self.dial_failure(one.dial)[1] if one.dial else None
        return ParticipantFacts(
            joins=_times(one.joins),
            leaves=_times(one.leaves),
            is_guest=one.dial is not None,
            dial_failed_at=failed_at,
            leg_answered_at=leg.answered_at if leg else None,
            leg_ended_at=leg.ended_at if leg else None,
            join_refused_at=one.join_refused_at,
            leave_asked_at=one.leave_asked_at,
            room_ended_at=room.ended_at or _never_began(room),
        )

    def supervision_facts(self, one: Supervision) -> SupervisionFacts:
        leg = self.call.leg_of(one.dial)
        wishes = (one.leave_asked_at, one.superseded_at)
        return SupervisionFacts(
            dial_failed_at=self.dial_failure(one.dial)[1],
            leg_answered_at=leg.answered_at if leg else None,
            leg_ended_at=leg.ended_at if leg else None,
            unwanted_at=min((at for at in wishes if at), default=None),
        )

    def dial_failure(self, dial: Dial) -> tuple[DialState, datetime | None]:
        """Return what became of a dial that was never answered, as if still wanted."""
        facts = replace(self.call.dial_facts(dial), withdrawn_at=None)
        state, at = dial_outcome(facts)
        answered = (*OPEN_DIAL, DialState.ANSWERED, DialState.ENDED)
        return (state, None) if state in answered else (state, at)


def _with_key(legs: Iterable[Leg], pk: int | None) -> Leg | None:
    """Return the leg with this key; a leg that was only just made has none."""
    return next((leg for leg in legs if pk and leg.pk == pk), None)


def _never_began(room: Conference) -> datetime | None:
    return room.refused_at if room.started_at is None else None


def _times(moments: Iterable[str]) -> list[datetime]:
    return [datetime.fromisoformat(at) for at in moments]


OfCall = TypeVar("OfCall", Conference, Supervision)


def _by_call(rows: Iterable[OfCall]) -> Mapping[int, list[OfCall]]:
    found: dict[int, list[OfCall]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.pk):
        found[row.call_id].append(row)
    return found


def _people(rooms: Iterable[Conference]) -> Mapping[int, list[Participant]]:
    calls_of = {room.pk: room.call_id for room in rooms}
    rows = Participant.objects.filter(conference_id__in=calls_of).order_by("pk")
    found = defaultdict(list)
    for row in rows:
        found[calls_of[row.conference_id]].append(row)
    return found
