"""Asking Telnyx what is true, for the case that its webhooks did not tell.

What is learnt here is written as an event into the same inbox, marked as our own, so
that it takes the same road as what Telnyx says by itself, and a late webhook about the
same thing changes nothing more.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from callcontrol.applying import apply_one
from callcontrol.client import telnyx
from callcontrol.errors import InvalidRequest, NotFound
from callcontrol.inbox import Delivery, store
from callcontrol.models import CallControlApplication
from callcontrol.states import EventSource

# Ids of our own events: the same fact gets the same id, however often it is found.
_NAMESPACE = uuid.UUID("6f1d6f0e-6a57-4f0b-9d0a-3a6b3a1f7a11")


@dataclass(frozen=True)
class MissingLeg:
    """A leg that we hold for alive, as Telnyx would name it."""

    call_control_id: str
    call_leg_id: str
    call_session_id: str
    connection_id: str


def live_legs() -> set[str]:
    """Return the call_control_ids of all legs that are alive at Telnyx.

    Raises TelnyxError when any page of any application's list cannot be had: a part of
    the truth says nothing about what is missing from it.
    """
    connections = CallControlApplication.objects.values_list("connection_id", flat=True)
    return {
        leg.call_control_id
        for connection_id in connections
        for leg in telnyx().calls.active(connection_id)
    }


def is_gone(call_control_id: str) -> bool:
    """Ask for this one leg whether it has ended; raises TelnyxError without an answer.

    Telnyx knows a leg until ten minutes after its end and then refuses its id
    (Telnyx: Retrieve a call status).
    """
    try:
        return not telnyx().calls.retrieve(call_control_id).is_alive
    except (NotFound, InvalidRequest):
        return True


def report_gone(leg: MissingLeg, *, now: datetime) -> None:
    """Take a leg that ended unnoticed through the inbox as a hang-up without a cause."""
    moment = now.isoformat(timespec="microseconds").replace("+00:00", "Z")
    body = {
        "data": {
            "record_type": "event",
            "event_type": "call.hangup",
            "id": str(uuid.uuid5(_NAMESPACE, f"gone {leg.call_control_id}")),
            "occurred_at": moment,
            "payload": {
                "call_control_id": leg.call_control_id,
                "call_leg_id": leg.call_leg_id,
                "call_session_id": leg.call_session_id,
                "connection_id": leg.connection_id,
                "client_state": None,
                "hangup_cause": "unspecified",
                "hangup_source": "unknown",
            },
        }
    }
    found = Delivery(
        raw=json.dumps(body).encode(),
        signature="",
        signed_at="",
        received_at=now,
        source=EventSource.RECONCILE,
    )
    for ready in store([found]):
        apply_one(ready, now=now)
