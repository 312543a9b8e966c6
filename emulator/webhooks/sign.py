"""Ed25519 signatures of webhooks (docs: webhook signing)."""

from __future__ import annotations

import base64
from pathlib import Path

from nacl.signing import SigningKey

SEED_BYTES = 32


class Signer:
    """Signs ``timestamp|body``; the key comes from a seed of 32 bytes."""

    def __init__(self, seed: bytes | None = None) -> None:
        self._key = SigningKey(seed) if seed is not None else SigningKey.generate()
        self.public_key = base64.b64encode(bytes(self._key.verify_key)).decode()
        """Standard base64 of the 32 raw bytes, as Telnyx's portal shows it."""

    def headers(self, timestamp: int, body: bytes) -> dict[str, str]:
        """The two signature headers for one delivery attempt."""
        signature = self._key.sign(f"{timestamp}|".encode() + body).signature
        return {
            "telnyx-signature-ed25519": base64.b64encode(signature).decode(),
            "telnyx-timestamp": str(timestamp),
        }


def stored_seed(data_dir: Path) -> bytes:
    """The seed in ``data_dir``, made at first use; readable by the owner only."""
    path = data_dir / "signing.seed"
    if path.exists():
        return path.read_bytes()
    data_dir.mkdir(parents=True, exist_ok=True)
    seed = bytes(SigningKey.generate())
    path.touch(mode=0o600)
    path.write_bytes(seed)
    return seed
