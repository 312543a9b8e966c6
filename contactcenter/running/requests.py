"""HTTP requests on daphne, with what it lacks: a cap on bodies, and an end to waiting."""

from io import BytesIO
from typing import Any

from daphne.http_protocol import (  # type: ignore[import-untyped]
    HTTPFactory,
    WebRequest,
)
from twisted.internet.interfaces import IAddress, IDelayedCall
from twisted.web.http import HTTPChannel
from typing_extensions import override

from contactcenter.running.limits import Limits

TOO_LARGE = (
    b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


class Request(WebRequest):  # type: ignore[misc]
    """Refuses a body that is too large as soon as that is known."""

    received = 0

    @property
    def largest_body(self) -> int:
        return int(self.channel.limits.body)

    @override
    def gotLength(self, length: int | None) -> None:
        if length is not None and length > self.largest_body:
            self.refuse()
        else:
            super().gotLength(length)

    @override
    def handleContentChunk(self, data: bytes) -> None:
        self.received += len(data)
        if self.received > self.largest_body:
            self.refuse()
        else:
            super().handleContentChunk(data)

    def refuse(self) -> None:
        self.channel.transport.write(TOO_LARGE)
        self.channel.transport.loseConnection()
        # What still arrives on the connection needs somewhere to go.
        self.content: Any = BytesIO()


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection: each request on it has to be whole in time."""

    requestFactory = Request  # noqa: N815 - the name is Twisted's

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.timeOut = limits.idle_secs
        self.is_at_work = False
        self._due: IDelayedCall | None = None

    @override
    def connectionMade(self) -> None:
        super().connectionMade()
        # A browser opens connections in advance; one that stays silent is closed.
        self._expect(self.limits.head_secs)

    @override
    def dataReceived(self, data: bytes) -> None:
        if self._due is None and not self.is_at_work:
            self._expect(self.limits.head_secs)
        super().dataReceived(data)

    @override
    def allHeadersReceived(self) -> None:
        self._expect(self.limits.body_secs)
        super().allHeadersReceived()

    @override
    def allContentReceived(self) -> None:
        self._expect(None)
        self.is_at_work = True
        super().allContentReceived()

    @override
    def requestDone(self, request: Any) -> None:
        self.is_at_work = False
        super().requestDone(request)

    @override
    def connectionLost(self, reason: Any) -> None:
        self._expect(None)
        super().connectionLost(reason)

    def _expect(self, seconds: float | None) -> None:
        """Wait so long for the next part of a request; None when nothing is awaited."""
        if self._due is not None and self._due.active():
            self._due.cancel()
        self._due = None if seconds is None else self.callLater(seconds, self._give_up)

    def _give_up(self) -> None:
        self._due = None
        if self.requests:
            self.transport.write(TOO_SLOW)
        self.timeoutConnection()


class RequestFactory(HTTPFactory):  # type: ignore[misc]
    """Makes a channel for each connection; HTTP/2 is the matter of a proxy."""

    def __init__(self, server: Any, limits: Limits) -> None:
        super().__init__(server)
        self.limits = limits

    @override
    def buildProtocol(self, addr: IAddress | None) -> Channel:
        channel = Channel(self.limits)
        channel.factory = self
        channel.callLater = self.reactor.callLater
        return channel
