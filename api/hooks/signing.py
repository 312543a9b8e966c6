"""How a message is signed, by Standard Webhooks (standardwebhooks.com): pure."""

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def make_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(secret: str, message_id: str, second: int, body: bytes) -> dict[str, str]:
    """Return what goes with a message; each attempt is signed with its own second."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{second}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "contact-center-webhooks",
        "webhook-id": message_id,
        "webhook-timestamp": str(second),
        "webhook-signature": f"v1,{digest}",
    }
