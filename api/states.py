"""What a key looks like, what is kept of it, and what one may ask in a minute: pure."""

import hashlib
import re
import secrets
from typing import NamedTuple

# So that whoever finds one knows what it opens, and tools that look for leaks find it.
KEY = re.compile(r"cck_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
REQUESTS_PER_MINUTE = 600
# Of a repeated request, the answer is kept for so long.
REMEMBERED_HOURS = 24
IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,100}")


class Made(NamedTuple):
    """A new key: its name in lists, all of it, and what is kept."""

    prefix: str
    text: str
    digest: str


def make() -> Made:
    prefix = "".join(secrets.choice(ALPHABET) for _ in range(8))
    text = f"cck_{prefix}_{secrets.token_urlsafe(32)}"
    return Made(prefix, text, digest_of(text))


def digest_of(text: str) -> str:
    """Return what is kept of a key: it is random, so nothing slower is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def prefix_of(text: str) -> str | None:
    """Return by which prefix a key is found; None when it is none."""
    found = KEY.fullmatch(text)
    return found[1] if found else None


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Return what has to be the same for a request to be a repetition."""
    head = f"{method} {path}\n".encode()
    return hashlib.sha256(head + body).hexdigest()
