"""A call with its legs, locked, to which facts are added in memory and written once."""

from datetime import datetime
from typing import Any

from callcontrol import outbox
from calls.actions.ids import LegIds, Parties
from calls.models import Call, Leg
from calls.states import (
    HEARING_RANK,
    PLACE_RANK,
    ROLE_OF_DIAL,
    CallFacts,
    CallState,
    Hearing,
    LegFacts,
    LegRole,
    Place,
    call_state,
    leg_state,
)
from live import topics
from live.announce import announce


class Case:
    """Made by `open_case`; whoever has it may trust that nobody else changes the call.

    The row of the call is locked until the transaction ends, and every writer of legs
    locks it first, so two processes with events of one call take turns.
    """

    def __init__(self, call: Call) -> None:
        self.call = call
        self.legs = list(Leg.objects.filter(call_id=call.pk))
        for leg in self.legs:
            leg.call = call
        self._rows: list[Call | Leg] = [call, *self.legs]
        self._before = {id(row): _values(row) for row in self._rows}

    def leg_with(self, call_control_id: str) -> Leg:
        return next(leg for leg in self.legs if leg.call_control_id == call_control_id)

    def note_parties(self, leg: Leg, parties: Parties) -> None:
        """Fill in what is still empty; only the customer's leg says who called whom."""
        if leg.role != LegRole.CUSTOMER:
            return
        for name, value in vars(parties).items():
            if value and not getattr(self.call, name):
                setattr(self.call, name, value)
        leg.address = leg.address or parties.from_number

    def move(self, leg: Leg, place: Place, *, at: datetime) -> bool:
        """Note where a leg went; False when a later event has already said so."""
        if leg.role == LegRole.CUSTOMER:
            self._note_progress(place, at)
        is_news = leg.place_at is None or (leg.place_at, PLACE_RANK[leg.place]) < (
            at,
            PLACE_RANK[place],
        )
        if is_news:
            leg.place, leg.place_at = place, at
        return is_news

    def hear(self, leg: Leg, hearing: Hearing, *, at: datetime) -> None:
        known = (leg.hearing_at, HEARING_RANK[leg.hearing])
        if known[0] is None or known < (at, HEARING_RANK[hearing]):
            leg.hearing, leg.hearing_at = hearing, at

    def hold(self, leg: Leg, is_holding: bool, *, at: datetime) -> None:
        """Note whether the far end holds; of one moment, taking back came last."""
        known = (leg.holding_at, not leg.is_holding)
        if known[0] is None or known < (at, not is_holding):
            leg.is_holding, leg.holding_at = is_holding, at

    def save(self) -> None:
        """Compute the states from the facts, write what changed, and announce it."""
        for leg in self.legs:
            leg.state = leg_state(leg.answered_at, leg.ended_at)
        self._settle_call()
        changed = [self._write(row) for row in self._rows]
        if any(changed):
            announce(topics.call(self.call.pk), topics.calls())

    def _settle_call(self) -> None:
        call = self.call
        roles = (leg for leg in self.legs if leg.role == LegRole.CUSTOMER)
        customer = next(roles, None)
        if customer is not None:
            call.answered_at = customer.answered_at
        facts = CallFacts(call.answered_at, call.waiting_at, call.talking_at)
        state = call_state(facts, [facts_of(leg) for leg in self.legs])
        # What has ended never comes back, though a leg may turn up late.
        if call.ended_at is None or state == CallState.ENDED:
            call.state = state
        if state == CallState.ENDED:
            ends = (leg.ended_at for leg in self.legs if leg.ended_at)
            call.ended_at = max(ends, default=None)

    def _note_progress(self, place: Place, at: datetime) -> None:
        if place == Place.QUEUE:
            self.call.waiting_at = earliest(self.call.waiting_at, at)
        elif place in (Place.BRIDGE, Place.CONFERENCE):
            self.call.talking_at = earliest(self.call.talking_at, at)

    def _write(self, row: Call | Leg) -> bool:
        before = self._before[id(row)]
        changes = {k: v for k, v in _values(row).items() if before[k] != v}
        if changes:
            type(row).objects.filter(pk=row.pk).update(**changes)
            before.update(changes)
        return bool(changes)


def lock_call(pk: int) -> Call:
    """Return the call, locked until the transaction ends; raises Call.DoesNotExist.

    Not against rows that refer to it: whoever writes one and holds nothing else would
    wait for this lock at their commit, and a deadlock was the end of it.
    """
    return Call.objects.select_for_update(no_key=True).get(pk=pk)


def open_case(ids: LegIds, *, at: datetime) -> Case:
    """Return the call of an event's leg.

    An event that overtook `call.initiated` makes the leg, and the call if need be; `at`
    then stands for the start until the true one is known.
    """
    calls = Call.objects.select_for_update(of=("self",), no_key=True)
    call = calls.filter(legs__call_control_id=ids.call_control_id).first()
    case = Case(call or _make_leg(ids, at=at))
    # Whatever becomes of it, the event is a line of the call's timeline.
    announce(topics.call(case.call.pk))
    return case


def _make_leg(ids: LegIds, *, at: datetime) -> Call:
    command = outbox.find_command(ids.command_id)
    role = ROLE_OF_DIAL.get(command.purpose) if command else None
    if command and command.call_id and role:
        call = lock_call(command.call_id)
    else:
        call = _call_of_session(ids, at=at)
        has_customer = call.legs.filter(role=LegRole.CUSTOMER).exists()
        role = LegRole.GUEST if has_customer else LegRole.CUSTOMER
    Leg.objects.get_or_create(
        call_control_id=ids.call_control_id,
        defaults={
            "call": call,
            "call_leg_id": ids.call_leg_id,
            "role": role,
            "command_id": ids.command_id if command else None,
            "address": command.params.get("to", "") if command else "",
            "initiated_at": at,
        },
    )
    announce(topics.call(call.pk), topics.calls())
    return call


def _call_of_session(ids: LegIds, *, at: datetime) -> Call:
    call, _ = Call.objects.select_for_update(no_key=True).get_or_create(
        call_session_id=ids.call_session_id,
        defaults={
            "connection_id": ids.connection_id,
            "from_number": "",
            "to_number": "",
            "started_at": at,
        },
    )
    return call


def facts_of(leg: Leg) -> LegFacts:
    return LegFacts(leg.pk, leg.role, leg.state, leg.place, leg.ended_at)


def earliest(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


def _values(row: Call | Leg) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields}
