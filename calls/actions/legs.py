"""Add what an event says to a leg; nothing that is known can be taken back by it."""

from datetime import datetime

from calls.actions.case import Case, earliest
from calls.actions.casebook import case_of_call, find_case, open_case
from calls.actions.hangups import hang_up_left_over
from calls.actions.ids import UNKNOWN_PARTIES, Ending, LegIds, Parties
from calls.models import Leg
from calls.states import Direction, Hearing, LegRole, Place


def leg_for(ids: LegIds, *, at: datetime) -> Leg:
    """Return the leg of an event with its call locked; makes what is missing."""
    case, leg = _open(ids, at)
    case.save()
    return leg


def find_leg(call_control_id: str) -> Leg | None:
    """Return a leg with its call locked; None for one that nobody knows."""
    case = find_case(call_control_id)
    return case.leg_with(call_control_id) if case else None


def note_initiated(
    ids: LegIds, parties: Parties, *, incoming: bool, at: datetime
) -> Leg:
    """Note that a leg began to ring, towards us or from us."""
    case, leg = _open(ids, at)
    leg.initiated_at = min(leg.initiated_at, at)
    if leg.role == LegRole.CUSTOMER:
        case.call.started_at = min(case.call.started_at, at)
        direction = Direction.INCOMING if incoming else Direction.OUTGOING
        case.call.direction = direction
    case.note_parties(leg, parties)
    case.save()
    return leg


def note_answered(
    ids: LegIds, parties: Parties = UNKNOWN_PARTIES, *, at: datetime
) -> Leg:
    case, leg = _open(ids, at)
    leg.answered_at = earliest(leg.answered_at, at)
    case.note_parties(leg, parties)
    case.save()
    return leg


def note_bridged(
    ids: LegIds, parties: Parties = UNKNOWN_PARTIES, *, at: datetime
) -> Leg:
    case, leg = _open(ids, at)
    leg.bridged_at = earliest(leg.bridged_at, at)
    case.note_parties(leg, parties)
    case.move(leg, Place.BRIDGE, at=at)
    case.save()
    return leg


def note_ended(
    ids: LegIds,
    ending: Ending,
    parties: Parties = UNKNOWN_PARTIES,
    *,
    at: datetime,
    now: datetime,
) -> Leg:
    """Note a hang-up, and hang up those whom it leaves alone on the line."""
    case, leg = _open(ids, at)
    leg.ended_at = leg.ended_at or at
    leg.hangup_cause, leg.hangup_source = ending.cause, ending.source
    leg.sip_hangup_cause = ending.sip_cause
    if leg.role == LegRole.CUSTOMER:
        case.call.hangup_cause = ending.cause
        case.call.hangup_source = ending.source
    case.note_parties(leg, parties)
    case.save()
    hang_up_left_over(case.legs, now=now)
    return leg


def note_moved(ids: LegIds, place: Place, *, at: datetime) -> Leg:
    """Note where a leg went."""
    case, leg = _open(ids, at)
    case.move(leg, place, at=at)
    case.save()
    return leg


def note_hearing(ids: LegIds, hearing: Hearing, *, at: datetime) -> Leg:
    """Note what a leg hears from now on."""
    case, leg = _open(ids, at)
    case.hear(leg, hearing, at=at)
    case.save()
    return leg


def note_holding(ids: LegIds, *, is_holding: bool, at: datetime) -> Leg:
    """Note that the telephone at the far end put us on hold, or took us back."""
    case, leg = _open(ids, at)
    case.hold(leg, is_holding, at=at)
    case.save()
    return leg


def note_place(leg: Leg, place: Place, *, at: datetime) -> bool:
    """As `note_moved`, for a leg at hand; False when a later event is known already."""
    case = case_of_call(leg.call_id)
    moved = case.move(case.leg_with(leg.call_control_id), place, at=at)
    case.save()
    return moved


def _open(ids: LegIds, at: datetime) -> tuple[Case, Leg]:
    case = open_case(ids, at=at)
    return case, case.leg_with(ids.call_control_id)
