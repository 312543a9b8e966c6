"""Every write to calls, legs and their notes.

An action that follows from an event adds a fact to a leg, guarded so that a repeated or
late event cannot take anything back, and then settles the call: its state is computed
from the facts, as `calls.states` says. The row of the call is locked first, so that two
processes with events of one call take turns.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL
from calls.models import Call, Leg, Note
from calls.states import (
    HEARING_RANK,
    PLACE_RANK,
    ROLE_OF_DIAL,
    CallFacts,
    CallState,
    Direction,
    Hearing,
    LegFacts,
    LegRole,
    LegState,
    Place,
    call_state,
    leg_state,
    legs_left_over,
)
from live import topics
from live.announce import announce

HANGUP_LASTS = timedelta(seconds=60)


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


def lock_call(pk: int) -> Call:
    """Return the call, locked until the transaction ends; raises Call.DoesNotExist."""
    return Call.objects.select_for_update().get(pk=pk)


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


def hang_up_left_over(call: Call, *, now: datetime) -> None:
    """Hang up every live leg that has nobody to talk to once the customer is gone."""
    legs = list(call.legs.all())
    left_over = legs_left_over([_facts(leg) for leg in legs])
    for leg in legs:
        if leg.pk in left_over:
            hang_up(leg, now=now)


def hang_up(
    leg: Leg, *, requested_by: User | None = None, now: datetime
) -> Command | None:
    """Ask Telnyx to end the leg; None when that has been asked for already.

    A request that failed does not stand in the way of another.
    """
    return hang_up_id(
        leg.call_control_id, call_id=leg.call_id, requested_by=requested_by, now=now
    )


def hang_up_id(
    call_control_id: str,
    *,
    call_id: int,
    requested_by: User | None = None,
    now: datetime,
) -> Command | None:
    """As `hang_up`, for a leg of which only Telnyx's answer to the dial is known."""
    asked = Command.objects.filter(
        kind__in=("call.hangup", "call.reject"), target=call_control_id
    ).exclude(state__in=UNSUCCESSFUL)
    if asked.exists():
        return None
    announce(topics.call(call_id))
    return outbox.request(
        "call.hangup",
        call_control_id,
        params={},
        requested_by=requested_by,
        lasts=HANGUP_LASTS,
        purpose="leg.hangup",
        call_id=call_id,
        now=now,
    )


@transaction.atomic
def end_call(call_pk: int, *, requested_by: User, now: datetime) -> None:
    """Hang up for everybody; a person of ours who talks in it hangs up only their leg.

    The rest follows from the hang-up: Telnyx ends a bridge with either side, and whoever
    is left over without a customer is hung up as well.
    """
    call = lock_call(call_pk)
    live = [leg for leg in call.legs.all() if leg.state != LegState.ENDED]
    own = [leg for leg in live if leg.user_id == requested_by.pk]
    customers = [leg for leg in live if leg.role == LegRole.CUSTOMER]
    for leg in own or customers or live:
        hang_up(leg, requested_by=requested_by, now=now)


def note_person(leg: Leg, user_id: int) -> None:
    """Note which person of ours is at this end."""
    changed = Leg.objects.filter(pk=leg.pk, user__isnull=True).update(user_id=user_id)
    if changed:
        announce(topics.call(leg.call_id))


def note_queue(call: Call, queue_name: str) -> None:
    """Note in which queue the customer waits, or last waited."""
    if call.queue_name != queue_name:
        Call.objects.filter(pk=call.pk).update(queue_name=queue_name)
        call.queue_name = queue_name
        announce(topics.call(call.pk), topics.calls())


def note(
    call_pk: int, text: str, *, at: datetime, user_id: int | None = None
) -> None:
    """Write a line into the call's timeline."""
    Note.objects.create(call_id=call_pk, text=text[:300], at=at, user_id=user_id)
    announce(topics.call(call_pk))


def settle(call: Call) -> None:
    """Bring the states of the call and its legs in line with what is known of them."""
    call.refresh_from_db()
    legs = list(Leg.objects.filter(call_id=call.pk))
    for leg in legs:
        state = leg_state(leg.answered_at, leg.ended_at)
        if leg.state != state:
            leg.state = state
            Leg.objects.filter(pk=leg.pk).update(state=state)
    _settle_call(call, legs)
    announce(topics.call(call.pk), topics.calls())


def _settle_call(call: Call, legs: list[Leg]) -> None:
    before = (call.state, call.answered_at, call.ended_at)
    customer = next((leg for leg in legs if leg.role == LegRole.CUSTOMER), None)
    if customer and customer.answered_at != call.answered_at:
        call.answered_at = customer.answered_at
    facts = CallFacts(call.answered_at, call.waiting_at, call.talking_at)
    state = call_state(facts, [_facts(leg) for leg in legs])
    # What has ended never comes back, though a leg may turn up late.
    if call.ended_at is None or state == CallState.ENDED:
        call.state = state
    if state == CallState.ENDED:
        call.ended_at = max((leg.ended_at for leg in legs if leg.ended_at), default=None)
    if before != (call.state, call.answered_at, call.ended_at):
        Call.objects.filter(pk=call.pk).update(
            state=call.state, answered_at=call.answered_at, ended_at=call.ended_at
        )


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


def _facts(leg: Leg) -> LegFacts:
    return LegFacts(leg.pk, leg.role, leg.state, leg.place, leg.ended_at)
