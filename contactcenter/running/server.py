"""The web server of this product: daphne as a library, with the same limits everywhere.

`manage.py up`, `manage.py serve` and, through it, the container and the tests of several
processes all serve with this.
"""

import asyncio
import logging
import resource
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

# Installs the reactor that runs on asyncio; it has to come before the others.
from daphne.server import Server  # type: ignore[import-untyped]  # isort: skip

from django.core.exceptions import ImproperlyConfigured
from twisted.internet import reactor as installed_reactor
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    STDLibLogObserver,
    globalLogBeginner,
)
from typing_extensions import override

from contactcenter.running.gate import Gate
from contactcenter.running.limits import Limits
from contactcenter.running.requests import Request, RequestFactory
from contactcenter.running.sockets import SocketFactory
from live import hub

logger = logging.getLogger(__name__)

# How long requests that are being answered may go on once the server is told to end.
SECONDS_TO_FINISH = 3.0
SECONDS_TO_SAY_GOODBYE = 0.2
# Connections that wait to be accepted, while the loop is busy.
BACKLOG = 512
reactor: Any = installed_reactor


@dataclass(frozen=True)
class Place:
    """Where to listen; `is_behind_proxy` believes what a proxy says of its clients."""

    port: int
    host: str = "127.0.0.1"
    is_behind_proxy: bool = False


class SiteServer(Server):  # type: ignore[misc]
    """Serves until SIGTERM or SIGINT; calls `when_ready` when it listens."""

    def __init__(
        self,
        application: Any,
        place: Place,
        when_ready: Callable[[], None],
        limits: Limits | None = None,
    ) -> None:
        forwarded = ("X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto")
        address, port, proto = forwarded if place.is_behind_proxy else [None] * 3
        super().__init__(
            application,
            endpoints=[f"{place.host}:{place.port}"],
            verbosity=0,
            # It is counted on the system's clock, which somebody may set by a day.
            websocket_timeout=-1,
            proxy_forwarded_address_header=address,
            proxy_forwarded_port_header=port,
            proxy_forwarded_proto_header=proto,
            server_name="",
        )
        self.place = place
        self.when_ready = when_ready
        self.limits = within_open_files(limits or Limits())

    @override
    def run(self) -> None:
        """Take the place of daphne's own, which lets no factory be chosen.

        Raises ImproperlyConfigured where it cannot listen.
        """
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = RequestFactory(self, self.limits)
        self.ws_factory = SocketFactory(self, server="")
        self.ws_factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.limits.socket_message,
            maxFramePayloadSize=self.limits.socket_message,
        )
        pass_errors_on()
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        is_behind_proxy = self.place.is_behind_proxy
        gate = Gate(self.http_factory, self.limits, is_behind_proxy=is_behind_proxy)
        self.listener = self.listen(gate)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        reactor.callWhenRunning(self.when_ready)
        reactor.run()

    def listen(self, gate: Gate) -> Any:
        place = self.place
        try:
            return reactor.listenTCP(
                place.port, gate, backlog=BACKLOG, interface=place.host
            )
        except CannotListenError as error:
            raise ImproperlyConfigured(
                f"Port {place.port} of {place.host} cannot be listened on: "
                f"{error.socketError}"
            ) from error

    @override
    def kill_all_applications(self) -> Any:
        """End in order, before everything that is left is cancelled."""
        return Deferred.fromFuture(asyncio.ensure_future(self.end()))

    async def end(self) -> None:
        """Take no more, tell the screens to come back, and finish what was begun."""
        self.listener.stopListening()
        await hub.current().close()
        await asyncio.sleep(SECONDS_TO_SAY_GOODBYE)
        if begun := self.under_way(Request):
            await asyncio.wait(begun, timeout=SECONDS_TO_FINISH)
        left = self.under_way(object)
        for application in left:
            application.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def under_way(self, kind: type) -> list["asyncio.Future[Any]"]:
        """Return what still runs for connections of a kind: requests, or all."""
        applications = (
            details.get("application_instance")
            for protocol, details in self.connections.items()
            if isinstance(protocol, kind)
        )
        return [one for one in applications if one is not None and not one.done()]


def within_open_files(limits: Limits) -> Limits:
    """Let this process open as many files as it may, and count on no more than that."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    room = most - limits.spare_files if most != resource.RLIM_INFINITY else None
    if room is None or room >= limits.connections:
        return limits
    logger.warning("Only %d files may be open (ulimit -n): %d connections", most, room)
    return replace(limits, connections=max(room, 1))


def pass_errors_on() -> None:
    """Let Twisted's errors reach the log of this product; what it tells besides is much."""
    errors = LogLevelFilterPredicate(defaultLogLevel=LogLevel.error)
    observer = FilteringLogObserver(STDLibLogObserver("twisted"), [errors])
    globalLogBeginner.beginLoggingTo(
        [observer], redirectStandardIO=False, discardBuffer=True
    )
