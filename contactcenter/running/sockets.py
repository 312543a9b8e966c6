"""WebSockets on daphne: what comes in is small, what goes out goes in pieces."""

from typing import Any

from daphne.ws_protocol import (  # type: ignore[import-untyped]
    WebSocketFactory,
    WebSocketProtocol,
)
from typing_extensions import override

# Bytes in one frame. A message may have any number of frames.
FRAME = 256 * 1024


class Socket(WebSocketProtocol):  # type: ignore[misc]
    """Sends a message of any size; the limit on size is for what a browser sends.

    autobahn holds both to one limit and closes where it is crossed. A board that shows
    thousands of callers is larger than anything that may come in.
    """

    @override
    def serverSend(self, content: Any, binary: bool = False) -> None:
        payload = content if binary else content.encode()
        if self.state == self.STATE_CONNECTING:
            self.serverAccept()
        self.beginMessage(binary)
        for start in range(0, max(len(payload), 1), FRAME):
            self.sendMessageFrame(payload[start : start + FRAME])
        self.endMessage()


class SocketFactory(WebSocketFactory):  # type: ignore[misc]
    protocol = Socket
