"""End what the provider no longer knows: its last webhooks never came.

A leg or room that is live here and unknown there is ended by the event that Telnyx
would have sent, through the same inbox and handlers, marked as reconciled. So it ends
exactly as it would have, and its timeline shows why.
"""

import json
from datetime import datetime
from typing import Any

from callcontrol.client import TelnyxClient
from callcontrol.errors import InvalidRequest, NotFound
from callcontrol.inbox import Delivery, store
from callcontrol.states import EventSource
from calls.models import Leg
from calls.states import LegState
from conferences.models import Conference
from conferences.states import OPEN_CONFERENCE

# Ten minutes after its end Telnyx has forgotten a leg; a leg of another account, or of
# another emulator, has an id that is not even valid (code 90015).
UNKNOWN = (NotFound, InvalidRequest)


def end_lost_calls(client: TelnyxClient, *, now: datetime) -> int:
    """Store an end for each leg and room that is gone; return how many.

    The applier takes it from there. Raises callcontrol.errors.TelnyxError.
    """
    events = [
        *[hangup(leg, now) for leg in live_legs() if not is_alive(client, leg)],
        *[ended(room, now) for room in open_rooms() if not is_open(client, room)],
    ]
    store(
        [
            Delivery(
                raw=json.dumps({"data": event}).encode(),
                signature="",
                signed_at="",
                received_at=now,
                source=EventSource.RECONCILE,
            )
            for event in events
        ]
    )
    return len(events)


def live_legs() -> list[Leg]:
    return list(Leg.objects.exclude(state=LegState.ENDED).select_related("call"))


def open_rooms() -> list[Conference]:
    return list(
        Conference.objects.filter(
            state__in=OPEN_CONFERENCE, conference_id__isnull=False
        )
    )


def is_alive(client: TelnyxClient, leg: Leg) -> bool:
    try:
        return client.calls.retrieve(leg.call_control_id).is_alive
    except UNKNOWN:
        return False


def is_open(client: TelnyxClient, room: Conference) -> bool:
    try:
        found = client.conferences.retrieve(str(room.conference_id))
    except UNKNOWN:
        return False
    return found.status != "completed"


def hangup(leg: Leg, now: datetime) -> dict[str, Any]:
    return {
        "record_type": "event",
        "event_type": "call.hangup",
        "id": f"reconciled-leg-{leg.pk}",
        "occurred_at": now.isoformat(),
        "payload": {
            "call_control_id": leg.call_control_id,
            "call_leg_id": leg.call_leg_id,
            "call_session_id": leg.call.call_session_id,
            "connection_id": leg.call.connection_id,
            "hangup_cause": "unspecified",
            "hangup_source": "unknown",
        },
    }


def ended(room: Conference, now: datetime) -> dict[str, Any]:
    return {
        "record_type": "event",
        "event_type": "conference.ended",
        "id": f"reconciled-room-{room.pk}",
        "occurred_at": now.isoformat(),
        "payload": {"conference_id": room.conference_id, "reason": "all_left"},
    }
