"""Our rooms and the people in them against Telnyx's, in both directions."""

import logging
from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any

from callcontrol.health.queries import on_our_clock
from callcontrol.reconcile import report
from callcontrol.repair.actions import report_seen
from callcontrol.repair.states import Found
from calls.actions.quiet import recompute_calls
from calls.models import Leg
from calls.reconcile import ids_of
from conferences import differences
from conferences.actions import wishes
from conferences.models import Conference, Participant
from conferences.states import OPEN_CONFERENCE, ParticipantState
from provider.client import telnyx
from provider.client.results import Participant as Listed
from provider.errors import InvalidRequest, NotFound, Rejected, TelnyxError

logger = logging.getLogger(__name__)

# What has only just happened is told by its event, unless that was lost.
TOLD_WITHIN = timedelta(seconds=3)
# An empty room that Telnyx still has is given as long to be filled.
EMPTY_FOR = timedelta(seconds=10)


def compare_rooms(*, now: datetime) -> None:
    """Compare every room that goes on, as far as we know; raises TelnyxError."""
    rooms = Conference.objects.filter(state__in=OPEN_CONFERENCE)
    seen: list[Found] = []
    for room in rooms.exclude(conference_id=None).select_related("call"):
        inside = compare_room(room, now=now)
        seen += differences.of_room(room, inside, now=now)
    report_seen(seen, kinds=differences.KINDS, now=now)


def compare_room(room: Conference, *, now: datetime) -> Set[str]:
    """Take over who Telnyx says is in a room, and who of them is muted or held.

    Returns the legs that it has in it, by call_control_id.
    """
    listed = _listed(room)
    if listed is None:
        _report_ended(room, now=now)
        return set()
    inside = {one.call_control_id: one for one in listed if one.status == "joined"}
    people = list(room.participants.select_related("leg__call"))
    legs = Leg.objects.filter(call_control_id__in=inside).select_related("call")
    for leg in legs:
        if not _is_in(people, leg):
            _report_joined(room, leg, inside[leg.call_control_id], now=now)
    for one in people:
        if one.leg and _was_untold(one, inside.keys(), now):
            _report_left(room, one.leg, now=now)
    if not listed or all(one.status == "left" for one in listed):
        _compare_empty(room, now=now)
    seen = {
        leg: wishes.Seen(muted=one.muted, on_hold=one.on_hold)
        for leg, one in inside.items()
    }
    if wishes.read_back(conference=room, seen=seen, now=now):
        # Somebody may wait until another one is on hold.
        recompute_calls([room.call_id], now=now)
    return inside.keys()


def _listed(room: Conference) -> list[Listed] | None:
    """Return Telnyx's list of participants; None when it does not have the room."""
    try:
        return list(telnyx().conferences.participants(room.conference_id or ""))
    except (NotFound, InvalidRequest):
        return None
    except Rejected as error:
        if error.code in ("90019", "90058"):
            return None
        raise


def _is_in(people: list[Participant], leg: Leg) -> bool:
    mine = [one for one in people if one.leg_id == leg.pk]
    states = (ParticipantState.JOINED, ParticipantState.LEAVING)
    return any(one.state in states and one.joined_at for one in mine)


def _was_untold(one: Participant, inside: Any, now: datetime) -> bool:
    """Whether somebody is in our room, and not in Telnyx's, for longer than it takes."""
    states = (ParticipantState.JOINED, ParticipantState.LEAVING)
    if one.leg is None or one.state not in states or one.joined_at is None:
        return False
    return one.leg.call_control_id not in inside and one.joined_at < now - TOLD_WITHIN


def _compare_empty(room: Conference, *, now: datetime) -> None:
    """A room without anybody in it is over."""
    try:
        found = telnyx().conferences.retrieve(room.conference_id or "")
        is_over = found.status == "completed"
    except (NotFound, InvalidRequest):
        is_over = True
    if is_over or room.requested_at < now - EMPTY_FOR:
        _report_ended(room, now=now)


def _report_joined(room: Conference, leg: Leg, one: Listed, *, now: datetime) -> None:
    at = on_our_clock(one.created_at) if one.created_at else now
    if leg.place_at is not None:
        at = max(at, leg.place_at)
    _report("conference.participant.joined", room, leg, at=at, now=now)


def _report_left(room: Conference, leg: Leg, *, now: datetime) -> None:
    _report("conference.participant.left", room, leg, at=now, now=now)


def _report(
    event_type: str, room: Conference, leg: Leg, *, at: datetime, now: datetime
) -> None:
    payload = {**ids_of(leg), "conference_id": room.conference_id}
    key = f"{room.conference_id} {leg.call_control_id} {at.isoformat()}"
    report(event_type, payload, key=key, at=at, now=now)


def _report_ended(room: Conference, *, now: datetime) -> None:
    payload = {"conference_id": room.conference_id, "reason": "all_left"}
    key = str(room.conference_id)
    report("conference.ended", payload, key=key, at=now, now=now)


def look_for(room: Conference, *, now: datetime) -> bool:
    """Ask Telnyx whether a room exists whose creation had an unclear outcome.

    Returns whether it does; raises TelnyxError without an answer.
    """
    found = next(iter(telnyx().conferences.list(name=room.name)), None)
    if found is None:
        return False
    payload = {"conference_id": found.id}
    customer = room.participants.filter(leg__role="customer").first()
    if customer is not None and customer.leg is not None:
        payload |= ids_of(customer.leg)
    at = on_our_clock(found.created_at) if found.created_at else now
    report("conference.created", payload, key=found.id, at=at, now=now)
    return True


def compare_or_warn(room: Conference, *, now: datetime) -> bool:
    """Compare one room; False, with a line in the log, when Telnyx gave no answer."""
    try:
        compare_room(room, now=now)
    except TelnyxError as error:
        logger.warning("room %s could not be read: %s", room.pk, error)
        return False
    return True
