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

from live import clock
from live.admission import Ticket

Send = Callable[[dict[str, Any]], Awaitable[None]]

FRAMES_ON_THEIR_WAY = 4
SECONDS_TO_ANSWER = 30
MESSAGES_PER_SECOND = 20
LONGEST_MESSAGE = 200
ASK_FOR_THE_TIME = '{"ask":"now"}'

# Characters of HTML in one frame, so that a large screen is shown piece by piece; a
# single piece may be larger.
LARGEST_FRAME = 256 * 1024

# The codes below 3000 are the protocol's own; an application may not send them.
COME_BACK = 4000
# Whoever looks may do or see other things now: the page has to be loaded anew.
LOAD_ANEW = 4001
FLOODED = 4008


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
        # When its page last gave a sign of life.
        self.heard_at = clock()
        self.version = 0
        self._send = send
        self._clock = clock
        self._shown: dict[Hashable, str] = {}
        self._pending: dict[Hashable, str] = {}
        self._beat: str | None = None
        self._is_asked = False
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

    def beat(self, text: str) -> None:
        """Send a heartbeat; one that still waits is replaced."""
        self._beat = text
        self._wake.set()

    def close(self, code: int) -> None:
        self._close_code = self._close_code or code
        self._wake.set()

    def hear(self, text: str | None) -> None:
        """Take what the other end says; close on a flood or on anything else.

        It answers each frame and each heartbeat, and asks for the time when it may have
        slept.
        """
        if self.is_flooded():
            self.close(FLOODED)
            return
        self.heard_at = self._clock()
        if text == ASK_FOR_THE_TIME:
            self._is_asked = True
            self._wake.set()
            return
        name, number = answer_of(text)
        if name == "beat":
            return
        if name != "seen" or number > self.version:
            self.close(FLOODED)
            return
        if number > self._seen:
            self._seen = number
            is_caught_up = number == self.version
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
            while self.may_send():
                await self._send_frame()
        await self._send({"type": "websocket.close", "code": self._close_code})

    async def _send_beat(self) -> None:
        if self._beat is not None:
            text, self._beat = self._beat, None
            await self._send({"type": "websocket.send", "text": text})
        if self._is_asked:
            self._is_asked = False
            text = f'{{"now":"{clock.now().isoformat()}"}}'
            await self._send({"type": "websocket.send", "text": text})

    def may_send(self) -> bool:
        on_their_way = self.version - self._seen
        is_open = self._close_code is None
        return bool(self._pending) and is_open and on_their_way < FRAMES_ON_THEIR_WAY

    def _take_pieces(self) -> list[str]:
        """Take what waits, up to a full frame and at least one piece."""
        pieces: list[str] = []
        size = 0
        for key, piece in list(self._pending.items()):
            size += len(piece)
            if pieces and size > LARGEST_FRAME:
                break
            pieces.append(piece)
            del self._pending[key]
        return pieces

    async def _send_frame(self) -> None:
        pieces = self._take_pieces()
        self.version += 1
        if self._unanswered_since is None:
            self._unanswered_since = self._clock()
        text = frame(self.version, pieces)
        await self._send({"type": "websocket.send", "text": text})


def answer_of(text: str | None) -> tuple[str, int]:
    """Read {"seen": n} or {"beat": n}; the name is empty when it is anything else."""
    nothing = "", 0
    if text is None or len(text) > LONGEST_MESSAGE:
        return nothing
    try:
        message = json.loads(text)
    except ValueError:
        return nothing
    if not isinstance(message, dict) or len(message) != 1:
        return nothing
    [(name, number)] = message.items()
    is_answer = name in ("seen", "beat") and type(number) is int and number >= 0
    return (name, number) if is_answer else nothing
