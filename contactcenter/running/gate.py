"""How many connections are open at a time, in all and from one address.

At the limit, room is made by closing the connection that has gone without a whole
request for longest: so a flood of silent ones never keeps a webhook out. Only when all
of them are at work or hold a screen is the newcomer turned away.
"""

import logging
from collections.abc import Iterable
from typing import Any

from twisted.internet.interfaces import IAddress
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from typing_extensions import override

from contactcenter.running.limits import Limits
from contactcenter.running.requests import Channel

logger = logging.getLogger(__name__)


class Connection(ProtocolWrapper):  # type: ignore[misc]
    """One open connection, before and after it has become a WebSocket."""

    @property
    def address(self) -> str:
        return str(getattr(self.getPeer(), "host", ""))

    @property
    def is_silent(self) -> bool:
        """Whether it waits for a request, or for the rest of one."""
        inner = self.wrappedProtocol
        return isinstance(inner, Channel) and not inner.is_at_work


class Gate(WrappingFactory):  # type: ignore[misc]
    """Lets connections through to `factory`.

    Behind a proxy all of them have one address, so `is_behind_proxy` counts in all only.
    """

    protocol = Connection

    def __init__(self, factory: Any, limits: Limits, *, is_behind_proxy: bool) -> None:
        super().__init__(factory)
        self.limits = limits
        self.per_address = None if is_behind_proxy else limits.per_address
        # In the order in which they came.
        self.open: dict[Connection, str] = {}
        self._was_full = False

    @override
    def buildProtocol(self, addr: IAddress) -> Connection | None:
        address = str(getattr(addr, "host", ""))
        if not self._has_room_for(address):
            return None
        connection: Connection = super().buildProtocol(addr)
        return connection

    @override
    def registerProtocol(self, p: Connection) -> None:
        super().registerProtocol(p)
        self.open[p] = p.address

    @override
    def unregisterProtocol(self, p: Connection) -> None:
        self.open.pop(p, None)
        super().unregisterProtocol(p)

    def _has_room_for(self, address: str) -> bool:
        """Make room when there is none; say whether there is."""
        from_there = [one for one, where in self.open.items() if where == address]
        if self.per_address is not None and len(from_there) >= self.per_address:
            return self._make_room(from_there, f"from {address}")
        if len(self.open) >= self.limits.connections:
            return self._make_room(self.open, "in all")
        self._was_full = False
        return True

    def _make_room(self, among: Iterable[Connection], where: str) -> bool:
        silent = next((one for one in among if one.is_silent), None)
        if not self._was_full:
            self._was_full = True
            logger.warning(
                "%d connections are open, as many as may be %s; %s",
                len(self.open),
                where,
                "silent ones are closed" if silent else "newcomers are turned away",
            )
        if silent is None:
            return False
        # At once: closing it politely would leave it in the count.
        self.open.pop(silent)
        silent.abortConnection()
        return True
