"""Add what an event says to a leg, guarded so that nothing can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from callcontrol import outbox
from calls.actions.hangups import hang_up_left_over, lock_call
from calls.actions.settling import settle
from calls.models import Call, Leg
from calls.states import (
    HEARING_RANK,
    PLACE_RANK,
    ROLE_OF_DIAL,
    Direction,
    Hearing,
    LegRole,
    Place,
)
from live import topics
from live.announce import announce


@dataclass(frozen=True)
class LegIds:
    """What every event of a leg says about which leg it is."""

    call_control_id: str
    call_leg_id: str
    call_session_id: str
    connection_id: str
    # The dial command that made the leg, when it was one of ours.
    command_id: UUID | None


@dataclass(frozen=True)
class Parties:
    """Who called whom, as far as an event says so; empty text for what it does not."""

    from_number: str = ""
    to_number: str = ""
    caller_name: str = ""


@dataclass(frozen=True)
class Ending:
    """Telnyx's words for why a leg ended."""

    cause: str
    source: str
    sip_cause: str


UNKNOWN_PARTIES = Parties()


def leg_for(ids: LegIds, *, at: datetime) -> Leg:
    """Return the leg of an event with its call locked.

    An event that overtook `call.initiated` makes the leg, and the call if need be; `at`
    then stands for the start until the true one is known.
    """
    legs = Leg.objects.select_for_update(of=("call",)).select_related("call")
    leg = legs.filter(call_control_id=ids.call_control_id).first()
    if leg is not None:
        return leg
    command = outbox.find_command(ids.command_id)
    role = ROLE_OF_DIAL.get(command.purpose) if command else None
    if command and command.call_id and role:
        call = lock_call(command.call_id)
    else:
        call = _call_of_session(ids, at=at)
        has_customer = call.legs.filter(role=LegRole.CUSTOMER).exists()
        role = LegRole.GUEST if has_customer else LegRole.CUSTOMER
    leg, _ = Leg.objects.get_or_create(
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
    leg.call = call
    return leg


def note_initiated(
    ids: LegIds, parties: Parties, *, incoming: bool, at: datetime
) -> Leg:
    """Note that a leg began to ring, towards us or from us."""
    leg = leg_for(ids, at=at)
    Leg.objects.filter(pk=leg.pk, initiated_at__gt=at).update(initiated_at=at)
    if leg.role == LegRole.CUSTOMER:
        Call.objects.filter(pk=leg.call_id, started_at__gt=at).update(started_at=at)
        if not incoming:
            Call.objects.filter(pk=leg.call_id).update(direction=Direction.OUTGOING)
    _note_parties(leg, parties)
    settle(leg.call)
    return leg


def note_answered(
    ids: LegIds, parties: Parties = UNKNOWN_PARTIES, *, at: datetime
) -> Leg:
    leg = leg_for(ids, at=at)
    _bring_forward(leg, "answered_at", at)
    _note_parties(leg, parties)
    settle(leg.call)
    return leg


def note_bridged(
    ids: LegIds, parties: Parties = UNKNOWN_PARTIES, *, at: datetime
) -> Leg:
    leg = leg_for(ids, at=at)
    _bring_forward(leg, "bridged_at", at)
    _note_parties(leg, parties)
    note_place(leg, Place.BRIDGE, at=at)
    return leg


def note_place(leg: Leg, place: Place, *, at: datetime) -> bool:
    """Note where the leg went; return False when a later event has already said so."""
    beaten = [p for p, rank in PLACE_RANK.items() if rank < PLACE_RANK[place]]
    moved = (
        Leg.objects.filter(pk=leg.pk)
        .filter(
            Q(place_at__isnull=True)
            | Q(place_at__lt=at)
            | Q(place_at=at, place__in=beaten)
        )
        .update(place=place, place_at=at)
    )
    if leg.role == LegRole.CUSTOMER:
        _note_progress(leg.call, place, at)
    settle(leg.call)
    return bool(moved)


def note_hearing(leg: Leg, hearing: Hearing, *, at: datetime) -> None:
    """Note what the leg hears from now on."""
    beaten = [h for h, rank in HEARING_RANK.items() if rank < HEARING_RANK[hearing]]
    Leg.objects.filter(pk=leg.pk).filter(
        Q(hearing_at__isnull=True)
        | Q(hearing_at__lt=at)
        | Q(hearing_at=at, hearing__in=beaten)
    ).update(hearing=hearing, hearing_at=at)
    announce(topics.call(leg.call_id))


def note_ended(
    ids: LegIds,
    ending: Ending,
    parties: Parties = UNKNOWN_PARTIES,
    *,
    at: datetime,
    now: datetime,
) -> Leg:
    """Note a hang-up, and hang up those whom it leaves alone on the line."""
    leg = leg_for(ids, at=at)
    Leg.objects.filter(pk=leg.pk, ended_at__isnull=True).update(
        ended_at=at,
        hangup_cause=ending.cause,
        hangup_source=ending.source,
        sip_hangup_cause=ending.sip_cause,
    )
    if leg.role == LegRole.CUSTOMER:
        Call.objects.filter(pk=leg.call_id).update(
            hangup_cause=ending.cause, hangup_source=ending.source
        )
    _note_parties(leg, parties)
    settle(leg.call)
    hang_up_left_over(leg.call, now=now)
    return leg


def _call_of_session(ids: LegIds, *, at: datetime) -> Call:
    call, _ = Call.objects.select_for_update().get_or_create(
        call_session_id=ids.call_session_id,
        defaults={
            "connection_id": ids.connection_id,
            "from_number": "",
            "to_number": "",
            "started_at": at,
        },
    )
    return call


def _note_parties(leg: Leg, parties: Parties) -> None:
    """Fill in what is still empty; only the customer's leg says who called whom."""
    if leg.role != LegRole.CUSTOMER:
        return
    known = {
        name: value
        for name, value in vars(parties).items()
        if value and not getattr(leg.call, name)
    }
    if known:
        Call.objects.filter(pk=leg.call_id).update(**known)
        Leg.objects.filter(pk=leg.pk, address="").update(address=parties.from_number)


def _note_progress(call: Call, place: Place, at: datetime) -> None:
    if place == Place.QUEUE:
        _bring_forward(call, "waiting_at", at)
    elif place in (Place.BRIDGE, Place.CONFERENCE):
        _bring_forward(call, "talking_at", at)


def _bring_forward(row: Call | Leg, field: str, at: datetime) -> None:
    """Set a time, or move it back to `at` when that is earlier."""
    later = Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": at})
    type(row).objects.filter(later, pk=row.pk).update(**{field: at})
