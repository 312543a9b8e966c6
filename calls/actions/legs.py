"""Add what an event says to a leg; nothing that is known can be taken back by it."""

from datetime import datetime

from calls.aggregate import CallAggregate, Ending, Parties, earliest
from calls.models import Leg
from calls.states import Direction, LegRole, Place, Proof


def note_initiated(
    aggregate: CallAggregate,
    leg: Leg,
    parties: Parties,
    *,
    incoming: bool,
    at: datetime,
) -> None:
    """Note that a leg began to ring, towards us or from us."""
    leg.initiated_at = min(leg.initiated_at, at) if leg.is_told else at
    leg.is_told = True
    if leg.role == LegRole.CUSTOMER:
        call = aggregate.call
        call.started_at = min(call.started_at, at)
        call.direction = Direction.INCOMING if incoming else Direction.OUTGOING
    aggregate.note_parties(leg, parties)


def note_answered(
    aggregate: CallAggregate, leg: Leg, parties: Parties, *, at: datetime
) -> None:
    leg.answered_at = earliest(leg.answered_at, at)
    aggregate.note_parties(leg, parties)


def prove_answered(leg: Leg, *, at: datetime) -> None:
    """Note that a leg was answered by then: what is told of it happens to no other.

    That `call.answered` itself is earlier, or lost.
    """
    leg.answered_at = earliest(leg.answered_at, at)


def note_bridged(
    aggregate: CallAggregate, leg: Leg, parties: Parties, *, at: datetime
) -> None:
    """Note a connection; who was connected has been answered, whoever told of that."""
    prove_answered(leg, at=at)
    leg.bridged_at = earliest(leg.bridged_at, at)
    aggregate.prove(leg, Proof.BRIDGED, at=at)
    aggregate.note_parties(leg, parties)
    aggregate.move(leg, Place.BRIDGE, at=at)


def note_ended(
    aggregate: CallAggregate,
    leg: Leg,
    ending: Ending,
    parties: Parties,
    *,
    at: datetime,
) -> None:
    """Note a hang-up. Of two that are told, the earlier one was the real one."""
    if leg.ended_at is None or at < leg.ended_at:
        leg.ended_at = at
        leg.hangup_cause, leg.hangup_source = ending.cause, ending.source
        leg.sip_hangup_cause = ending.sip_cause
        if leg.role == LegRole.CUSTOMER:
            aggregate.call.hangup_cause = ending.cause
            aggregate.call.hangup_source = ending.source
    aggregate.note_parties(leg, parties)
