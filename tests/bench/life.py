"""Webhooks of calls as they really come: whole lives, in the words of the provider.

Two kinds of call. One is abandoned: it rings, is answered, hears the greeting, waits
with music, and hangs up (9 events). One is served: it waits (the same first 6), then an
agent's leg rings and is answered, both are bridged, and both hang up (9 more).
"""

import base64
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Webhook = dict[str, Any]

CONNECTION_ID = "1684641123236054244"
QUEUE = "support"
NUMBER = "+15550100099"
MUSIC = "http://127.0.0.1/hold.mp3"


@dataclass
class CallLife:
    """One customer's call; `number` makes its caller's number unique."""

    number: int
    command_id: str = ""
    session_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    customer_id: str = field(default_factory=lambda: f"v3:{uuid.uuid4().hex}")
    agent_id: str = field(default_factory=lambda: f"v3:{uuid.uuid4().hex}")

    @property
    def caller(self) -> str:
        return f"+1556{self.number:07d}"

    def arrival(self) -> list[Webhook]:
        """From the first ring to waiting with music."""
        return [
            self.customer("call.initiated", **self.parties, direction="incoming",
                          state="parked", start_time=moment(),
                          caller_id_name=f"Caller {self.number}"),
            self.customer("call.answered", **self.parties, start_time=moment()),
            self.customer("call.speak.started"),
            self.customer("call.speak.ended", status="completed"),
            self.customer("call.enqueued", queue=QUEUE, current_position=1,
                          queue_avg_wait_time_secs=0),
            self.customer("call.playback.started", media_url=MUSIC, overlay=False),
        ]  # fmt: skip

    def abandonment(self) -> list[Webhook]:
        return [
            self.customer("call.playback.ended", media_url=MUSIC, overlay=False,
                          status="call_hangup", status_detail="call_hangup"),
            self.customer("call.dequeued", queue=QUEUE, queue_position=1,
                          reason="hangup", wait_time_secs=9),
            self.hangup(self.customer),
        ]  # fmt: skip

    def service(self) -> list[Webhook]:
        """From the agent's ringing phone to the end of both legs."""
        return [
            self.agent("call.initiated", **self.offered, direction="outgoing",
                       state="bridging", start_time=moment()),
            self.agent("call.answered", **self.offered, start_time=moment()),
            self.customer("call.dequeued", queue=QUEUE, queue_position=1,
                          reason="bridged", wait_time_secs=12),
            self.customer("call.playback.ended", media_url=MUSIC, overlay=False,
                          status="cancelled", status_detail="cancelled"),
            self.agent("call.bridged", **self.offered),
            self.customer("call.bridged", **self.parties),
            self.hangup(self.customer),
            self.hangup(self.agent),
        ]  # fmt: skip

    @property
    def parties(self) -> dict[str, str]:
        return {"from": self.caller, "to": NUMBER}

    @property
    def offered(self) -> dict[str, str]:
        return {"from": NUMBER, "to": f"sip:agent{self.number}@example.com"}

    def customer(self, event_type: str, **extra: Any) -> Webhook:
        return self.event(event_type, self.customer_id, None, extra)

    def agent(self, event_type: str, **extra: Any) -> Webhook:
        state = base64.b64encode(self.command_id.encode()).decode()
        return self.event(event_type, self.agent_id, state, extra)

    def hangup(self, leg: Any) -> Webhook:
        event: Webhook = leg(
            "call.hangup",
            **self.parties,
            hangup_cause="normal_clearing",
            hangup_source="caller",
            sip_hangup_cause="200",
            start_time=moment(),
            end_time=moment(),
        )
        return event

    def event(
        self, event_type: str, leg: str, state: str | None, extra: dict[str, Any]
    ) -> Webhook:
        return {
            "data": {
                "record_type": "event",
                "event_type": event_type,
                "id": str(uuid.uuid4()),
                "occurred_at": moment(),
                "payload": {
                    "call_control_id": leg,
                    "call_leg_id": str(uuid.uuid5(uuid.NAMESPACE_URL, leg)),
                    "call_session_id": self.session_id,
                    "connection_id": CONNECTION_ID,
                    "client_state": state,
                    **extra,
                },
            },
            "meta": {"attempt": 1, "delivered_to": "http://127.0.0.1/webhooks/telnyx/"},
        }


def moment() -> str:
    """Now, as webhooks write it; each call of this is later than the one before."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def interleaved(lives: Iterable[list[Webhook]], at_once: int) -> list[Webhook]:
    """All events, each life in its order, `at_once` lives running side by side."""
    waiting = iter(lives)
    running: list[Iterator[Webhook]] = []
    events: list[Webhook] = []
    while True:
        while len(running) < at_once and (life := next(waiting, None)) is not None:
            running.append(iter(life))
        if not running:
            return events
        for life_events in list(running):
            event = next(life_events, None)
            if event is None:
                running.remove(life_events)
            else:
                events.append(event)
