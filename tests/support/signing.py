"""Webhooks as Telnyx would send them, signed with a key made for the test."""

import base64
import json
import time
from typing import Any
from uuid import uuid4

from nacl.signing import SigningKey

TELNYX_KEY = SigningKey(b"the key that Telnyx signs with..")
OTHER_KEY = SigningKey(b"the key of somebody else........")


def public(key: SigningKey) -> str:
    return base64.b64encode(bytes(key.verify_key)).decode()


def body_of(event_type: str = "call.initiated", **changes: Any) -> bytes:
    """A webhook's body; `changes` replace fields of data, `payload` those of its own."""
    payload = {
        "call_control_id": "v3:caller",
        "call_leg_id": "11111111-0000-0000-0000-000000000001",
        "call_session_id": "22222222-0000-0000-0000-000000000001",
        "connection_id": "1684641123236054244",
        "client_state": None,
        "from": "+15550100001",
        "to": "+15550100099",
        "direction": "incoming",
        "state": "parked",
        **changes.pop("payload", {}),
    }
    data = {
        "record_type": "event",
        "event_type": event_type,
        "id": str(uuid4()),
        "occurred_at": "2026-01-02T03:04:05.123456Z",
        "payload": payload,
        **changes,
    }
    meta = {"attempt": 1, "delivered_to": "https://example.org/webhooks/telnyx/"}
    return json.dumps({"data": data, "meta": meta}).encode()


def headers_of(
    body: bytes, *, at: float | None = None, key: SigningKey = TELNYX_KEY
) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    signed = key.sign(timestamp.encode() + b"|" + body).signature
    return {
        "telnyx-timestamp": timestamp,
        "telnyx-signature-ed25519": base64.b64encode(signed).decode(),
    }
