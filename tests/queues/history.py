"""The webhooks of one call as typed events, to be told in any order, and what of it
the product then holds to be true."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms.models import model_to_dict

from agents.models import Agent
from callcontrol.events import Event, parse
from callcontrol.memory import memory
from calls.models import Call, Leg
from contactcenter.event_routes import READ_AHEAD, ROUTES
from queues.models import Offer, QueueEntry

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CARL, ANA = "v3:carl", "v3:ana"
CALLER, NUMBER = "+15557770001", "+15550100100"
PARTIES: dict[str, Any] = {"from": CALLER, "to": NUMBER}


def event(
    event_type: str,
    second: float,
    leg: str = CARL,
    made_by: UUID | None = None,
    **payload: Any,
) -> Event:
    """Return an event of a leg, that many seconds after the start."""
    client_state = base64.b64encode(str(made_by).encode()).decode() if made_by else None
    occurred_at = START + timedelta(seconds=second)
    ids = {
        "call_control_id": leg,
        "call_leg_id": f"leg-{leg}",
        "call_session_id": "session-1",
        "connection_id": "1",
        "client_state": client_state,
    }
    body = {
        "record_type": "event",
        "event_type": event_type,
        "id": f"{event_type}-{leg}-{second}",
        "occurred_at": occurred_at.isoformat().replace("+00:00", "Z"),
        "payload": {**ids, **payload},
    }
    return parse(json.dumps({"data": body}).encode())


def entering() -> list[Event]:
    """Carl rings, is greeted, and waits with music."""
    return [
        event(
            "call.initiated",
            0,
            direction="incoming",
            state="parked",
            caller_id_name="Carl",
            **PARTIES,
        ),
        event("call.answered", 1, **PARTIES),
        event("call.speak.started", 1.1),
        event("call.speak.ended", 4, status="completed"),
        event("call.enqueued", 4.2, queue="billing", current_position=1),
        event("call.playback.started", 4.3, media_url="https://example.org/hold.mp3"),
    ]


def giving_up() -> list[Event]:
    return [
        event("call.playback.ended", 30, status="call_hangup"),
        event("call.dequeued", 30, queue="billing", reason="hangup"),
        hangup(30.1),
    ]


def ringing(command_id: UUID) -> list[Event]:
    to: dict[str, Any] = {"from": NUMBER, "to": "sip:ana@sip.telnyx.com"}
    dialled: dict[str, Any] = {"direction": "outgoing", "state": "bridging", **to}
    return [event("call.initiated", 21, ANA, command_id, **dialled)]


def talking(command_id: UUID) -> list[Event]:
    """Ana's phone rings, she answers, they talk, Carl hangs up."""
    to: dict[str, Any] = {"from": NUMBER, "to": "sip:ana@sip.telnyx.com"}
    return [
        *ringing(command_id),
        event("call.answered", 24, ANA, command_id, **to),
        event("call.dequeued", 24.3, queue="billing", reason="bridged"),
        event("call.playback.ended", 24.3, status="cancelled"),
        event("call.bridged", 24.4, ANA, command_id, **to),
        event("call.bridged", 24.5, **PARTIES),
        hangup(90),
        hangup(90.2, ANA, command_id, source="callee", **to),
    ]


def missing(command_id: UUID) -> list[Event]:
    """Ana's phone rings until Telnyx gives up."""
    return [*ringing(command_id), hangup(41, ANA, command_id, cause="timeout")]


def leaving_while_it_rings(command_id: UUID) -> list[Event]:
    cancelled = hangup(31, ANA, command_id, cause="originator_cancel")
    return [*ringing(command_id), *giving_up(), cancelled]


def hangup(
    second: float,
    leg: str = CARL,
    made_by: UUID | None = None,
    *,
    cause: str = "normal_clearing",
    source: str = "caller",
    **parties: Any,
) -> Event:
    return event(
        "call.hangup",
        second,
        leg,
        made_by,
        hangup_cause=cause,
        hangup_source=source,
        sip_hangup_cause="200",
        **(parties or PARTIES),
    )


def tell(events: list[Event], *, now: datetime, largest_run: int = 1) -> None:
    """Hand events to the product's handlers, in this order, as the applier does."""
    for start in range(0, len(events), largest_run):
        run = events[start : start + largest_run]
        with transaction.atomic(), memory():
            for read in READ_AHEAD:
                read(run)
            for one in run:
                for handler in ROUTES[one.type]:
                    handler(one, now=now)


def truth() -> dict[str, Any]:
    """Return everything that the product has concluded, without the rows' own keys."""
    return {
        "calls": [_facts(call) for call in Call.objects.all()],
        "legs": [_facts(leg) for leg in Leg.objects.order_by("call_control_id")],
        "entries": [_facts(entry) for entry in QueueEntry.objects.all()],
        "offers": [_facts(offer) for offer in Offer.objects.all()],
        "agents": [
            {"name": agent.name, "state": agent.state, "until": agent.state_until}
            for agent in Agent.objects.order_by("name")
        ],
    }


def _facts(row: Any) -> dict[str, Any]:
    keys = {"id", "call", "leg", "entry", "command_id", "dial_command"}
    return {k: v for k, v in model_to_dict(row).items() if k not in keys}
