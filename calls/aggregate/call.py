"""One call with its legs and dials, under its lock: facts go in, states come out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate.ids import Parties
from calls.models import Call, Dial, Leg
from calls.states import (
    HEARING_RANK,
    PLACE_RANK,
    CallFacts,
    CallState,
    DialFacts,
    Hearing,
    LegFacts,
    LegRole,
    LegState,
    Place,
    Proof,
    call_state,
    dial_outcome,
    leg_state,
)


class CallAggregate:
    """Made by `Calls`; whoever has it may trust that nobody else changes the call.

    The row of the call is locked until the transaction ends, and every writer of its
    legs, entries, rooms and recordings locks it first.
    """

    def __init__(
        self,
        call: Call,
        work: UnitOfWork,
        *,
        legs: Sequence[Leg] = (),
        dials: Sequence[Dial] = (),
        commands: Sequence[Command] = (),
        is_new: bool = False,
    ) -> None:
        self.call = call
        self.work = work
        # Made in this transaction: nothing else in the database can refer to it.
        self.is_new = is_new
        self.legs = list(legs)
        self.dials = list(dials)
        # What was asked of Telnyx for this call, oldest first.
        self.commands = list(commands)
        for leg in self.legs:
            leg.call = call
            leg.dial = self.dial_with(leg.dial_id)
        # As it was told to those above.
        self.customer_left_at = self.customer.ended_at if self.customer else None

    @property
    def customer(self) -> Leg | None:
        return next((leg for leg in self.legs if leg.role == LegRole.CUSTOMER), None)

    @property
    def live_customer(self) -> Leg | None:
        leg = self.customer
        return leg if leg is not None and leg.state != LegState.ENDED else None

    @property
    def live_legs(self) -> list[Leg]:
        return [leg for leg in self.legs if leg.state != LegState.ENDED]

    @property
    def company(self) -> list[Leg]:
        """The live legs of those who can talk with the customer."""
        talkers = (LegRole.AGENT, LegRole.GUEST)
        return [leg for leg in self.live_legs if leg.role in talkers]

    def leg_with(self, call_control_id: str) -> Leg:
        return next(leg for leg in self.legs if leg.call_control_id == call_control_id)

    def leg_of(self, dial: Dial) -> Leg | None:
        """Return the leg that a dial made, None as long as nobody has told of it."""
        return next((leg for leg in self.legs if leg.dial_id == dial.pk), None)

    def dial_with(self, pk: object) -> Dial | None:
        return next((dial for dial in self.dials if pk and dial.pk == pk), None)

    def add_leg(self, leg: Leg) -> Leg:
        leg.call = self.call
        self.legs.append(self.work.add(leg))
        return leg

    def add_dial(self, dial: Dial) -> Dial:
        dial.call = self.call
        self.dials.append(self.work.add(dial))
        return dial

    def asked(
        self, purpose: str, *, target: str = "", subject_id: int | None = None
    ) -> Command | None:
        """Return what was last asked for a purpose, of this leg or about this row."""
        found = self.all_asked(purpose, target=target, subject_id=subject_id)
        return found[-1] if found else None

    def all_asked(
        self, purpose: str, *, target: str = "", subject_id: int | None = None
    ) -> list[Command]:
        """Return all that was asked for it, oldest first."""
        return [
            command
            for command in self.commands
            if command.purpose == purpose
            and (
                command.target == target
                if target
                else subject_id in (None, command.subject_id)
            )
        ]

    def request(
        self,
        kind: str,
        target: str = "",
        *,
        params: Mapping[str, Any],
        lasts: timedelta,
        purpose: str,
        requested_by: User | None = None,
        subject_id: int | None = None,
    ) -> Command:
        """Ask Telnyx for something for this call; see `outbox.draft`."""
        command = outbox.draft(
            kind,
            target,
            params=params,
            lasts=lasts,
            purpose=purpose,
            requested_by=requested_by,
            call_id=self.call.pk,
            subject_id=subject_id,
            now=self.work.now,
        )
        self.commands.append(self.work.add(command))
        return command

    def note_parties(self, leg: Leg, parties: Parties) -> None:
        """Fill in what is still empty; only the customer's leg says who called whom."""
        if leg.role != LegRole.CUSTOMER:
            return
        for name, value in vars(parties).items():
            if value and not getattr(self.call, name):
                setattr(self.call, name, value)
        leg.address = leg.address or parties.from_number

    def move(self, leg: Leg, place: Place, *, at: datetime) -> None:
        """Note where a leg went, unless it is known to have gone elsewhere later."""
        is_customer = leg.role == LegRole.CUSTOMER
        if place == Place.QUEUE and is_customer:
            self.call.waiting_at = earliest(self.call.waiting_at, at)
        elif place == Place.BRIDGE or (place == Place.CONFERENCE and is_customer):
            self.call.talking_at = earliest(self.call.talking_at, at)
        known = leg.place_at
        if known is None or (known, PLACE_RANK[leg.place]) < (at, PLACE_RANK[place]):
            leg.place, leg.place_at = place, at

    def hear(self, leg: Leg, hearing: Hearing, *, at: datetime) -> None:
        known = leg.hearing_at
        rank = HEARING_RANK
        if known is None or (known, rank[leg.hearing]) < (at, rank[hearing]):
            leg.hearing, leg.hearing_at = hearing, at

    def hold(self, leg: Leg, is_holding: bool, *, at: datetime) -> None:
        """Note whether the far end holds; of one moment, taking back came last."""
        known = leg.holding_at
        if known is None or (known, not leg.is_holding) < (at, not is_holding):
            leg.is_holding, leg.holding_at = is_holding, at

    def prove(self, leg: Leg, proof: Proof, *, at: datetime) -> None:
        """Note a moment at which the leg was connected with another one."""
        moments = {*leg.proofs.get(proof.value, ()), at.isoformat()}
        leg.proofs = {**leg.proofs, proof.value: sorted(moments)}

    def compute(self) -> None:
        """Compute the states of legs, dials and the call from their facts."""
        for leg in self.legs:
            leg.state = leg_state(leg.answered_at, leg.ended_at)
        for dial in self.dials:
            dial.state, dial.ended_at = dial_outcome(self.dial_facts(dial))
        self._compute_call()

    def dial_facts(self, dial: Dial) -> DialFacts:
        leg = self.leg_of(dial)
        return DialFacts(
            has_leg=leg is not None,
            leg_answered_at=leg.answered_at if leg else None,
            leg_ended_at=leg.ended_at if leg else None,
            hangup_cause=leg.hangup_cause if leg else "",
            sip_hangup_cause=leg.sip_hangup_cause if leg else "",
            refused_at=dial.refused_at,
            withdrawn_at=dial.withdrawn_at,
        )

    def _compute_call(self) -> None:
        call = self.call
        if self.customer is not None:
            call.answered_at = self.customer.answered_at
        facts = CallFacts(call.answered_at, call.waiting_at, call.talking_at)
        call.state = call_state(facts, [facts_of(leg) for leg in self.legs])
        ends = (leg.ended_at for leg in self.legs if leg.ended_at)
        is_over = call.state == CallState.ENDED
        call.ended_at = max(ends, default=None) if is_over else None


def facts_of(leg: Leg) -> LegFacts:
    is_wanted = (
        leg.role == LegRole.GUEST
        and leg.place_at is None
        and leg.dial is not None
        and leg.dial.withdrawn_at is None
    )
    # A leg without a key is told apart by its identity.
    return LegFacts(
        leg.pk or id(leg),
        leg.role,
        leg.state,
        leg.place,
        leg.ended_at,
        leg.place_at,
        is_wanted,
    )


def moments(leg: Leg | None, proof: Proof) -> list[datetime]:
    """Return the moments of one kind of proof, oldest first."""
    if leg is None:
        return []
    return [datetime.fromisoformat(at) for at in leg.proofs.get(proof.value, ())]


def earliest(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)
