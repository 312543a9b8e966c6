"""A provider's key of one's own, and webhooks signed with it."""

import base64
import json
import time
from typing import Any

from nacl.signing import SigningKey

from tests.bench import load

SIGNING_KEY = SigningKey(bytes(range(32)))
PUBLIC_KEY = base64.b64encode(bytes(SIGNING_KEY.verify_key)).decode()


def signed(path: str, event: dict[str, Any]) -> bytes:
    """The whole request that delivers `event`, signed now: it is good for 300 s."""
    body = json.dumps(event).encode()
    return load.request(path, body, signature_of(body))


def signature_of(body: bytes) -> dict[str, str]:
    """The headers with which a body is delivered now."""
    stamp = str(int(time.time()))
    signature = SIGNING_KEY.sign(stamp.encode() + b"|" + body).signature
    return {
        "telnyx-timestamp": stamp,
        "telnyx-signature-ed25519": base64.b64encode(signature).decode(),
        "User-Agent": "telnyx-webhooks",
    }
