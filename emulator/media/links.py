"""Presigned links: to recordings for ten minutes, in the shape that S3 gives them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from emulator.clock import Clock
from emulator.world.state import Recording

PREFIX = "/recording-store/"
FORMAT = "%Y%m%dT%H%M%SZ"


class LinkRefused(Exception):
    """A download link that S3 would answer with 403."""


class Links:
    """Makes and checks links under ``base_url``."""

    def __init__(
        self, base_url: str, secret: bytes, valid_secs: int, clock: Clock
    ) -> None:
        self._base_url = base_url
        self._secret = secret
        self._valid_secs = valid_secs
        self._clock = clock

    def recording_url(self, recording: Recording) -> str:
        """A link that works for the settings' number of seconds from now.

        The storage has the true time, also while the account's clock is wrong.
        """
        date = datetime.fromtimestamp(self._clock.now(), UTC).strftime(FORMAT)
        path = f"{PREFIX}{recording.id}/{recording.file_name}.{recording.format}"
        signature = self._sign(path, date, str(self._valid_secs))
        return (
            f"{self._base_url}{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            f"&X-Amz-Date={date}&X-Amz-Expires={self._valid_secs}"
            f"&X-Amz-SignedHeaders=host&X-Amz-Signature={signature}"
        )

    def recording_id(self, url: str) -> str:
        """The recording a link leads to; raises LinkRefused."""
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        date, expires = query.get("X-Amz-Date", ""), query.get("X-Amz-Expires", "")
        expected = self._sign(parts.path, date, expires)
        if not hmac.compare_digest(expected, query.get("X-Amz-Signature", "")):
            raise LinkRefused("SignatureDoesNotMatch")
        made_at = datetime.strptime(date, FORMAT).replace(tzinfo=UTC).timestamp()
        if self._clock.now() > made_at + int(expires):
            raise LinkRefused("Request has expired")
        return parts.path.removeprefix(PREFIX).split("/", 1)[0]

    def _sign(self, path: str, date: str, expires: str) -> str:
        text = f"{path}|{date}|{expires}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()
