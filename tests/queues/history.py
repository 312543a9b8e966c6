"""The webhooks of one call as typed events, to be told in any order, and what of it
the product then holds to be true."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.forms.models import model_to_dict

from agents.models import Agent
from callcontrol.applying import apply_run
from callcontrol.inbox import Delivery, store
from callcontrol.models import Event as Row
from callcontrol.states import EventState
from calls.models import Call, Leg
from provider.events import Event, parse
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
    sip_code: str = "200",
    **parties: Any,
) -> Event:
    return event(
        "call.hangup",
        second,
        leg,
        made_by,
        hangup_cause=cause,
        hangup_source=source,
        sip_hangup_cause=sip_code,
        **(parties or PARTIES),
    )


def tell(events: list[Event], *, now: datetime, largest_run: int = 1) -> None:
    """Store events and apply them in this order, so many in one transaction.

    One that is told again has an id of its own, or the inbox would know it.
    """
    ready = [one for event in events for one in store([_delivery(event, now)])]
    for start in range(0, len(ready), largest_run):
        apply_run(ready[start : start + largest_run], now=now)
    failed = Row.objects.exclude(error="").exclude(state=EventState.IGNORED)
    assert not failed.exists(), failed.values_list("error", flat=True)


def _delivery(event: Event, now: datetime) -> Delivery:
    data = {
        "record_type": "event",
        "event_type": event.type,
        "id": uuid4().hex,
        "occurred_at": event.occurred_at.isoformat().replace("+00:00", "Z"),
        "payload": dict(event.payload),
    }
    raw = json.dumps({"data": data}).encode()
    return Delivery(raw=raw, signature="", signed_at="", received_at=now)


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
    # How often a row was corrected on the way to the truth is no part of it.
    keys = {"id", "call", "leg", "entry", "dial", "revision"}
    return {k: v for k, v in model_to_dict(row).items() if k not in keys}
