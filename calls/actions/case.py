"""A call with its legs, locked, to which facts are added in memory and written once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from calls.actions.ids import Parties
from calls.models import Call, Leg
from calls.states import (
    HEARING_RANK,
    PLACE_RANK,
    CallFacts,
    CallState,
    Hearing,
    LegFacts,
    LegRole,
    Place,
    call_state,
    leg_state,
)
from contactcenter.rows import change, insert
from live import topics
from live.announce import announce


class Case:
    """Found in the casebook; whoever has it may trust that nobody else changes the call.

    The row of the call is locked until the transaction ends, and every writer of legs
    locks it first, so two processes with events of one call take turns. Rows that were
    never saved are written with the rest.
    """

    def __init__(self, call: Call, legs: Sequence[Leg] = ()) -> None:
        self.call = call
        self.legs: list[Leg] = []
        # Made in this transaction: nothing else in the database can refer to it.
        self.is_new = call._state.adding
        self._before: dict[int, dict[str, Any]] = {id(call): _stored(call)}
        for leg in legs:
            self.add(leg)

    def add(self, leg: Leg) -> None:
        leg.call = self.call
        self.legs.append(leg)
        self._before[id(leg)] = _stored(leg)

    @property
    def customer(self) -> Leg | None:
        return next((leg for leg in self.legs if leg.role == LegRole.CUSTOMER), None)

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
        self._note_progress(leg, place, at)
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
        """Compute the states from the facts, write what changed, and announce it.

        Where nothing changed, the event is a line of the call's timeline all the same.
        """
        for leg in self.legs:
            leg.state = leg_state(leg.answered_at, leg.ended_at)
        self._settle_call()
        changed = [self._write(self.call)]
        for leg in self.legs:
            if leg._state.adding:
                # A new call has its key only now.
                leg.call = self.call
            changed.append(self._write(leg))
        announce(topics.call(self.call.pk))
        if any(changed):
            announce(topics.calls())

    def _settle_call(self) -> None:
        call = self.call
        if self.customer is not None:
            call.answered_at = self.customer.answered_at
        facts = CallFacts(call.answered_at, call.waiting_at, call.talking_at)
        state = call_state(facts, [facts_of(leg) for leg in self.legs])
        # What has ended never comes back, though a leg may turn up late.
        if call.ended_at is None or state == CallState.ENDED:
            call.state = state
        if state == CallState.ENDED:
            ends = (leg.ended_at for leg in self.legs if leg.ended_at)
            call.ended_at = max(ends, default=None)

    def _note_progress(self, leg: Leg, place: Place, at: datetime) -> None:
        is_customer = leg.role == LegRole.CUSTOMER
        if place == Place.QUEUE and is_customer:
            self.call.waiting_at = earliest(self.call.waiting_at, at)
        elif place == Place.BRIDGE or (place == Place.CONFERENCE and is_customer):
            self.call.talking_at = earliest(self.call.talking_at, at)

    def _write(self, row: Call | Leg) -> bool:
        before, values = self._before[id(row)], _values(row)
        changes = {k: v for k, v in values.items() if before.get(k, _MISSING) != v}
        if not changes:
            return False
        if before:
            change(row, **changes)
        else:
            insert(row)
        self._before[id(row)] = _values(row)
        return True


def facts_of(leg: Leg) -> LegFacts:
    return LegFacts(leg.pk, leg.role, leg.state, leg.place, leg.ended_at, leg.place_at)


def earliest(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


def _stored(row: Call | Leg) -> dict[str, Any]:
    """Return what the database has of a row; empty for one that it does not have."""
    return {} if row._state.adding else _values(row)


def _values(row: Call | Leg) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS[type(row)]}


_MISSING = object()
_COLUMNS = {
    model: tuple(field.attname for field in model._meta.concrete_fields)
    for model in (Call, Leg)
}
