"""Where a leg is, and what it hears, is what occurred last, not what arrived last."""

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.test import Client

from callcontrol import applier
from callcontrol.inbox import Delivery, store
from calls.models import Call, Leg

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CARL, ANA = "v3:carl", "v3:ana"
PARTIES = {"from": "+15557770001", "to": "+15550100100"}
RINGS = {"direction": "incoming", "state": "parked", "caller_id_name": "Carl"}


def webhook(event_type, second, leg=CARL, **payload):
    at = (START + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")
    ids = {
        "call_control_id": leg,
        "call_leg_id": f"leg-{leg}",
        "call_session_id": "session-1",
        "connection_id": "1",
        "client_state": None,
    }
    data = {
        "record_type": "event",
        "event_type": event_type,
        "id": f"{event_type} {leg} {second}",
        "occurred_at": at,
        "payload": {**ids, **payload},
    }
    return json.dumps({"data": data}).encode()


def arrive(*bodies):
    """Let webhooks arrive and be applied in this order, one by one."""
    now = START + timedelta(minutes=2)
    for body in bodies:
        store([Delivery(body, signature="", signed_at="", received_at=now)])
        applier.drain(now=now)


RINGING = (
    webhook("call.initiated", 0, **RINGS, **PARTIES),
    webhook("call.answered", 1, **PARTIES),
)
ENQUEUED = webhook("call.enqueued", 4, queue="billing", current_position=1)
DEQUEUED = webhook("call.dequeued", 24, queue="billing", reason="bridged")
BRIDGED = webhook("call.bridged", 24.5, **PARTIES)
LEFT_QUEUE = webhook("call.dequeued", 30, queue="billing", reason="leave")
STORIES = {
    "talks after waiting": ((ENQUEUED, BRIDGED), "bridge", "talking"),
    "talks, all told": ((ENQUEUED, DEQUEUED, BRIDGED), "bridge", "talking"),
    "waits no more": ((ENQUEUED, LEFT_QUEUE), "parked", "waiting"),
    "waits": (
        (BRIDGED, webhook("call.enqueued", 60, queue="billing")),
        "queue",
        "waiting",
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", STORIES)
def test_latest_place_is_the_place(story, cast):
    moves, place, state = STORIES[story]
    client = Client()
    client.force_login(cast.sofia)
    for number, order in enumerate(permutations(moves)):
        bodies = (*RINGING, *order)
        session = f"session-{number}".encode()
        leg = f"carl-{number}".encode()
        arrive(
            *(
                body.replace(b"session-1", session).replace(b"carl", leg)
                for body in bodies
            )
        )

        call = Call.objects.get(call_session_id=session.decode())
        assert (Leg.objects.get(call=call).place, call.state) == (place, state), order
        page = client.get(f"/calls/{call.pk}/").content.decode()
        assert call.get_state_display() in page
