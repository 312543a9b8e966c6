"""The chain: what a row's seal is made of, and what does not fit. Pure."""

import hashlib
import json
from collections.abc import Sequence

# What the first row is sealed over.
BEGINNING = "0" * 64


def digest_of(previous: str, position: int, said: Sequence[str]) -> str:
    """Return the SHA-256, in hex, of a row over the digest of the one before.

    A list in JSON keeps the texts apart, so that no two rows say the same.
    """
    text = json.dumps([previous, position, *said], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
