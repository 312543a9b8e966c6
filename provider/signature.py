"""Whether a webhook was signed by Telnyx.

Ed25519 over the bytes of `telnyx-timestamp`, a bar, and the raw body; the signature is
standard base64 of 64 bytes, a public key standard base64 of 32 (Telnyx: Receiving
webhooks). Checked on bytes: decoding the body first would check something else.
"""

import base64
import binascii
from collections.abc import Iterable

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from provider.errors import SignatureError, StaleTimestamp

# Telnyx's own libraries allow five minutes in either direction.
TOLERANCE_SECS = 300
_SIGNATURE_TEXT_LENGTH = 88


class Verifier:
    """Checks signatures against the public keys that are valid now.

    More than one key serves while a key is being replaced. Raises ValueError for a key
    that is not base64 of 32 bytes, and for an empty list: a door without a key would
    have to let everybody in, or nobody.
    """

    def __init__(self, public_keys: Iterable[str]) -> None:
        self._keys = tuple(_key(text) for text in public_keys)
        if not self._keys:
            raise ValueError("No public key to check webhooks with is set.")

    def verify(
        self, *, timestamp: bytes, signature: bytes, body: bytes, now: float
    ) -> None:
        """Return when the signature is right and fresh; `now` is Unix seconds.

        Raises StaleTimestamp when only the time is wrong, SignatureError otherwise.
        The shape of both headers is looked at first, since that costs nothing.
        """
        if not (timestamp.isdigit() and 9 <= len(timestamp) <= 12):
            raise SignatureError("the timestamp is not in Unix seconds")
        if len(signature) != _SIGNATURE_TEXT_LENGTH:
            raise SignatureError("the signature is not 64 bytes in base64")
        try:
            signed = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError) as error:
            raise SignatureError("the signature is not base64") from error
        self._check(timestamp + b"|" + body, signed)
        if abs(now - int(timestamp)) > TOLERANCE_SECS:
            raise StaleTimestamp("the timestamp is too far from this server's clock")

    def _check(self, message: bytes, signature: bytes) -> None:
        for key in self._keys:
            try:
                key.verify(message, signature)
            except (CryptoError, ValueError, TypeError):
                continue
            return
        raise SignatureError("no known key made this signature")


def _key(text: str) -> VerifyKey:
    try:
        return VerifyKey(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, CryptoError, ValueError, TypeError) as error:
        raise ValueError(
            f"The public key {text[:12]}… is not 32 bytes in base64."
        ) from error
