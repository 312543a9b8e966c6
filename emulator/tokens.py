"""The tokens that browsers log in with: JSON Web Tokens, signed with a password."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

HEADER = {"alg": "HS512", "typ": "JWT"}
Claims = dict[str, Any]


def signed(claims: Claims, secret: str) -> str:
    """The token with these claims."""
    body = ".".join(_encoded(json.dumps(part).encode()) for part in (HEADER, claims))
    return f"{body}.{_signature(body, secret)}"


def claims_of(token: str) -> Claims:
    """What a token says, whoever signed it; nothing if it is no token."""
    try:
        _, middle, _ = token.split(".")
        found = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (ValueError, binascii.Error):
        return {}
    return found if isinstance(found, dict) else {}


def is_signed(token: str, secret: str) -> bool:
    """Whether this secret signed the token."""
    body, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature.encode(), _signature(body, secret).encode())


def _signature(body: str, secret: str) -> str:
    return _encoded(hmac.new(secret.encode(), body.encode(), hashlib.sha512).digest())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
