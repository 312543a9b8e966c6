"""One open screen: what it shows, what it still has to be sent, whether it keeps up.

The server's `send` puts everything into memory at once, however slowly the other end
reads. So a screen answers each frame with its version, no more than a few frames are on
their way, and what has to wait is replaced by what is newer: a slow reader costs as much
memory as the screen has fragments, and nobody waits for it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Any

from live.admission import Ticket

Send = Callable[[dict[str, Any]], Awaitable[None]]

FRAMES_ON_THEIR_WAY = 4
SECONDS_TO_ANSWER = 30
MESSAGES_PER_SECOND = 20
LONGEST_MESSAGE = 200

POLICY_VIOLATION = 1008
SERVICE_RESTART = 1012
TRY_AGAIN_LATER = 1013


def encode(html: str) -> str:
    """Return `html` as the inside of a JSON string, made once for all frames."""
    return json.dumps(html)[1:-1]


def frame(version: int, pieces: Iterable[str]) -> str:
    return f'{{"version":{version},"content":"{"".join(pieces)}"}}'


class Socket:
    """Belongs to the loop of its server; `clock` counts seconds."""

    def __init__(self, ticket: Ticket, send: Send, clock: Callable[[], float]) -> None:
        self.ticket = ticket
        self.checked_at = clock()
        self.version = 0
        self._send = send
        self._clock = clock
        self._shown: dict[Hashable, str] = {}
        self._pending: dict[Hashable, str] = {}
        self._beat: int | None = None
        self._close_code: int | None = None
        self._wake = asyncio.Event()
        self._seen = 0
        self._unanswered_since: float | None = None
        self._second = 0
        self._heard = 0

    def show(self, key: Hashable, piece: str) -> None:
        """Send `piece` in place of what was shown or is waiting under `key`."""
        if self._shown.get(key) == piece:
            return
        self._shown[key] = piece
        self._pending[key] = piece
        self._wake.set()

    def beat(self, number: int) -> None:
        self._beat = number
        self._wake.set()

    def close(self, code: int) -> None:
        self._close_code = self._close_code or code
        self._wake.set()

    def hear(self, text: str | None) -> None:
        """Take an answer from the other end; close on a flood or on anything else."""
        if self.is_flooded():
            self.close(POLICY_VIOLATION)
            return
        seen = seen_version(text)
        if seen is None or seen > self.version:
            self.close(POLICY_VIOLATION)
            return
        if seen > self._seen:
            self._seen = seen
            is_caught_up = seen == self.version
            self._unanswered_since = None if is_caught_up else self._clock()
            self._wake.set()

    def is_flooded(self) -> bool:
        second = int(self._clock())
        self._heard = self._heard + 1 if second == self._second else 1
        self._second = second
        return self._heard > MESSAGES_PER_SECOND

    def is_stuck(self) -> bool:
        """Whether a frame has been on its way for too long."""
        since = self._unanswered_since
        return since is not None and self._clock() - since > SECONDS_TO_ANSWER

    async def write(self) -> None:
        """Send what there is to send until the socket is closed."""
        while self._close_code is None:
            await self._wake.wait()
            self._wake.clear()
            await self._send_beat()
            await self._send_frame()
        await self._send({"type": "websocket.close", "code": self._close_code})

    async def _send_beat(self) -> None:
        if self._beat is not None:
            number, self._beat = self._beat, None
            text = f'{{"heartbeat":{number}}}'
            await self._send({"type": "websocket.send", "text": text})

    async def _send_frame(self) -> None:
        on_their_way = self.version - self._seen
        is_closing = self._close_code is not None
        if not self._pending or is_closing or on_their_way >= FRAMES_ON_THEIR_WAY:
            return
        pieces, self._pending = self._pending, {}
        self.version += 1
        if self._unanswered_since is None:
            self._unanswered_since = self._clock()
        text = frame(self.version, pieces.values())
        await self._send({"type": "websocket.send", "text": text})


def seen_version(text: str | None) -> int | None:
    """Read {"seen": n}, None when it is anything else."""
    if text is None or len(text) > LONGEST_MESSAGE:
        return None
    try:
        message = json.loads(text)
    except ValueError:
        return None
    seen = message.get("seen") if isinstance(message, dict) else None
    return seen if type(seen) is int and seen >= 0 else None
