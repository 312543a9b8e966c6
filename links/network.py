"""Connections that go only where they may, and that end when their time is over.

The name is looked up here, every address that it has is checked, and the connection is
made to one of these addresses: nobody can put another one there in between. A client
opens a new connection for each redirect, so each is checked anew.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx
from typing_extensions import override

from links.errors import Failed, Refused

MayReach = Callable[[str], bool]


class Deadline:
    """So many seconds from now on, for all that is done together."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def within(self, timeout: float | None) -> float:
        """Return what is left of `timeout` seconds; raise Failed when nothing is."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise Failed("The server was too slow.")
        return left if timeout is None else min(left, timeout)


class GuardedNetwork(httpcore.SyncBackend):
    """Looks names up, and connects to addresses for which `may_reach` says so."""

    def __init__(self, may_reach: MayReach, deadline: Deadline) -> None:
        self._may_reach = may_reach
        self._deadline = deadline

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = addresses_of(host, port)
        if not all(self._may_reach(one) for one in addresses):
            raise Refused(f"{host} is not a public address.")
        stream = super().connect_tcp(
            addresses[0],
            port,
            self._deadline.within(timeout),
            local_address,
            socket_options,
        )
        return TimedStream(stream, self._deadline)


def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses that a name has, at least one; raise Failed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failed(f"The address of {host} was not found.") from error
    if not found:
        raise Failed(f"The address of {host} was not found.")
    return [str(entry[4][0]) for entry in found]


class TimedStream(httpcore.NetworkStream):
    """A connection whose every step has to end before the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    @override
    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = self._deadline.within(timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, within)
        return TimedStream(stream, self._deadline)

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx.HTTPTransport):
    """httpx over such connections; it has no parameter for that, only its pool has."""

    def __init__(self, network: GuardedNetwork) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=network,
        )
