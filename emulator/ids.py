"""Identifiers in the shapes that Telnyx uses, the same for the same seed."""

from __future__ import annotations

import base64
import uuid
from string import ascii_letters, digits

from emulator.chance import seeded


class Ids:
    """Makes identifiers from a seeded generator."""

    def __init__(self, seed: int) -> None:
        self._random = seeded("ids", seed)
        self._numeric = 2_684_641_123_236_054_000

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def call_control_id(self) -> str:
        """``v3:`` and URL-safe base64, as opaque as the real one."""
        return "v3:" + base64.urlsafe_b64encode(self._random.randbytes(42)).decode()

    def numeric(self) -> str:
        """A long decimal string: connections, applications, phone numbers."""
        self._numeric += self._random.randint(1, 9_999)
        return str(self._numeric)

    def username(self) -> str:
        alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        return "gencred" + "".join(self._random.choices(alphabet, k=40))

    def speak_id(self) -> str:
        """Ten letters and digits."""
        return "".join(self._random.choices(ascii_letters + digits, k=10))

    def secret(self) -> str:
        return self._random.randbytes(16).hex()
