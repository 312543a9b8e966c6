"""End at once what a fresh emulator knows nothing of.

The sweep of lost calls would find the legs too, but slowly, since a list of Telnyx may be
behind; and nothing says of a room that its end was never heard.
"""

import json
from datetime import datetime

from callcontrol import reconcile
from callcontrol.applying import apply_one
from callcontrol.client import TelnyxClient
from callcontrol.errors import InvalidRequest, NotFound
from callcontrol.inbox import Delivery, store
from callcontrol.states import EventSource
from calls.models import Leg
from calls.states import LegState
from conferences.models import Conference
from conferences.states import OPEN_CONFERENCE


def end_lost_calls(client: TelnyxClient, *, now: datetime) -> None:
    """End every live leg and open room that is gone at the provider.

    Raises callcontrol.errors.TelnyxError when the provider does not answer.
    """
    legs = Leg.objects.exclude(state=LegState.ENDED).select_related("call")
    for leg in legs:
        if reconcile.is_gone(leg.call_control_id):
            reconcile.report_gone(missing(leg), now=now)
    rooms = Conference.objects.filter(state__in=OPEN_CONFERENCE)
    for room in rooms.exclude(conference_id=None):
        if not is_open(client, room):
            report_ended(room, now=now)


def missing(leg: Leg) -> reconcile.MissingLeg:
    return reconcile.MissingLeg(
        call_control_id=leg.call_control_id,
        call_leg_id=leg.call_leg_id,
        call_session_id=leg.call.call_session_id,
        connection_id=leg.call.connection_id,
    )


def is_open(client: TelnyxClient, room: Conference) -> bool:
    try:
        found = client.conferences.retrieve(str(room.conference_id))
    except (NotFound, InvalidRequest):
        return False
    return found.status != "completed"


def report_ended(room: Conference, *, now: datetime) -> None:
    """Take the end of a room through the inbox, as Telnyx would have sent it."""
    event = {
        "record_type": "event",
        "event_type": "conference.ended",
        "id": f"reconciled-room-{room.pk}",
        "occurred_at": now.isoformat(),
        "payload": {"conference_id": room.conference_id, "reason": "all_left"},
    }
    found = Delivery(
        raw=json.dumps({"data": event}).encode(),
        signature="",
        signed_at="",
        received_at=now,
        source=EventSource.RECONCILE,
    )
    for ready in store([found]):
        apply_one(ready, now=now)
