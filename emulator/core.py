"""The emulator itself: one engine and the three ways in.

``handle`` answers requests; it may be called from several threads.
"""

from __future__ import annotations

from collections.abc import Mapping

from emulator import errors
from emulator.clock import Clock
from emulator.control.api import ControlApi
from emulator.engine import Engine, Sender
from emulator.files import MediaServer
from emulator.front import Front
from emulator.http import Response, json_response
from emulator.settings import Settings
from emulator.webhooks.deliver import Transport


class Emulator(Engine):
    """A whole emulated account, with the API, the control API and its files."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        sender: Sender | None = None,
        transport: Transport | None = None,
        signing_seed: bytes | None = None,
    ) -> None:
        super().__init__(
            settings,
            clock=clock,
            sender=sender,
            transport=transport,
            signing_seed=signing_seed,
        )
        self.front = Front(self)
        self.control = ControlApi(self)
        self.media = MediaServer(self)

    def handle(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | str = b"",
    ) -> Response:
        """Answer one request. ``url`` is a path with query, or a whole URL."""
        raw = body.encode() if isinstance(body, str) else body
        path = _path_of(url)
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        try:
            if path.startswith("/v2/"):
                with self.lock:
                    answer = self.front.answer(method.upper(), path, lower, raw)
                    self.look()
                    return answer
            if path.startswith("/_emulator/"):
                return self.control.answer(method.upper(), path, raw)
            return self.media.answer(method.upper(), path, lower)
        except errors.Refusal as refusal:
            return json_response(refusal.status, refusal.as_json(), refusal.headers)


def _path_of(url: str) -> str:
    """Path and query of ``url``, still percent-encoded."""
    if "://" not in url:
        return url
    rest = url.split("://", 1)[1]
    return "/" + rest.split("/", 1)[1] if "/" in rest else "/"
