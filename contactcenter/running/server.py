"""Daphne in this process, with what it lacks: a cap on bodies, and a calm end."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Any

from daphne.http_protocol import WebRequest  # type: ignore[import-untyped]
from daphne.server import Server  # type: ignore[import-untyped]
from twisted.internet import reactor as installed_reactor
from twisted.internet.defer import Deferred
from typing_extensions import override

from live import hub

# Daphne keeps a whole body in memory before the application sees it.
LARGEST_BODY = 256 * 1024
# Daphne holds what it sends to the same limit as what it takes: a full board must fit.
# What comes in is far smaller, and live.sockets closes on anything longer.
LARGEST_SOCKET_MESSAGE = 4 * 1024 * 1024
SECONDS_TO_SAY_GOODBYE = 0.2
TOO_LARGE = (
    b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
reactor: Any = installed_reactor


class CappedRequest(WebRequest):  # type: ignore[misc]
    """Refuses a body that is too large as soon as that is known."""

    received = 0

    @override
    def gotLength(self, length: int | None) -> None:
        if length is not None and length > LARGEST_BODY:
            self.refuse()
        else:
            super().gotLength(length)

    @override
    def handleContentChunk(self, data: bytes) -> None:
        self.received += len(data)
        if self.received > LARGEST_BODY:
            self.refuse()
        else:
            super().handleContentChunk(data)

    def refuse(self) -> None:
        self.channel.transport.write(TOO_LARGE)
        self.channel.transport.loseConnection()
        # What still arrives on the connection needs somewhere to go.
        self.content: Any = BytesIO()


class EmbeddedServer(Server):  # type: ignore[misc]
    def __init__(self, application: Any, port: int, when_ready: Callable[[], None]):
        super().__init__(
            application,
            endpoints=[f"tcp:port={port}:interface=127.0.0.1"],
            verbosity=0,
            websocket_max_message_size=LARGEST_SOCKET_MESSAGE,
            websocket_max_frame_size=LARGEST_SOCKET_MESSAGE,
            ready_callable=lambda: self.started(when_ready),
        )

    def started(self, when_ready: Callable[[], None]) -> None:
        build_protocol = self.http_factory.buildProtocol

        def build_capped(address: Any) -> Any:
            protocol = build_protocol(address)
            protocol.requestFactory = CappedRequest
            return protocol

        self.http_factory.buildProtocol = build_capped
        reactor.callWhenRunning(when_ready)

    @override
    def kill_all_applications(self) -> Any:
        """Tell the screens to come back, before everything is cancelled."""
        return Deferred.fromFuture(asyncio.ensure_future(self.say_goodbye()))

    async def say_goodbye(self) -> None:
        await hub.current().close()
        await asyncio.sleep(SECONDS_TO_SAY_GOODBYE)
        await super().kill_all_applications().asFuture(asyncio.get_running_loop())
