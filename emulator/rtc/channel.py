"""JSON-RPC 2.0 over one WebSocket: either side asks, the other answers.

What the SDK answers to our requests is of no use: for a call that it does not know it
answers nothing at all. Nobody here waits for it; what a browser does, it says itself.
"""

from __future__ import annotations

import json
import logging
from typing import Any
from uuid import uuid4

from aiohttp import web

LOG = logging.getLogger(__name__)
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
LOGIN_INCORRECT = -32001
"""Not -32000: to that the SDK answers by logging in again."""
SECRETS = ("passwd", "login_token", "sdp")
Fields = dict[str, Any]


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Channel:
    """One socket of one browser."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self.voice_sdk_id = f"VSDK{uuid4().hex}"
        """Which the SDK keeps, and comes back with."""

    async def tell(self, method: str, params: Fields) -> None:
        """Send a request."""
        await self._send({"id": str(uuid4()), "method": method, "params": params})

    async def result(self, number: Any, result: Fields) -> None:
        await self._send({"id": number, "result": result})

    async def refuse(self, number: Any, refused: Refused) -> None:
        error = {"code": refused.code, "message": str(refused)}
        await self._send({"id": number, "error": error})

    async def close(self) -> None:
        await self._socket.close()

    async def _send(self, message: Fields) -> None:
        if self._socket.closed:
            return
        whole = {"jsonrpc": "2.0", **message, "voice_sdk_id": self.voice_sdk_id}
        trace(">", whole)
        await self._socket.send_str(json.dumps(whole))


def trace(direction: str, message: Fields) -> None:
    """Log a message for debugging, without secrets and session descriptions."""
    if LOG.isEnabledFor(logging.DEBUG):
        LOG.debug("%s %s", direction, json.dumps(_masked(message)))


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: "…" if name in SECRETS else _masked(one)
            for name, one in value.items()
        }
    return value
