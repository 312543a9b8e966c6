"""Who is let in when as many connections are open as may be."""

from dataclasses import dataclass

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from typing_extensions import override

from contactcenter.running.gate import Gate
from contactcenter.running.limits import Limits
from contactcenter.running.requests import Channel

LIMITS = Limits(connections=4, per_address=2)


class Channels(Factory):  # type: ignore[misc]
    """Makes channels whose time stands still."""

    @override
    def buildProtocol(self, addr):
        channel = Channel(LIMITS)
        channel.callLater = Clock().callLater
        return channel


@dataclass
class Door:
    gate: Gate

    def knock(self, address: str):
        """Return the connection that is opened; None when it is turned away."""
        where = IPv4Address("TCP", address, 50000)
        connection = self.gate.buildProtocol(where)
        if connection is not None:
            transport = StringTransport(peerAddress=where)
            transport.abortConnection = lambda: connection.connectionLost(None)
            connection.makeConnection(transport)
        return connection


@pytest.fixture
def door():
    return Door(Gate(Channels(), LIMITS, is_behind_proxy=False))


@pytest.fixture
def door_behind_proxy():
    return Door(Gate(Channels(), LIMITS, is_behind_proxy=True))


def work(connection) -> None:
    """Let its request be complete, and be answered for a long time."""
    connection.wrappedProtocol.is_at_work = True


def show_a_screen(connection) -> None:
    """Let it become a WebSocket, as daphne does."""
    connection.wrappedProtocol = Protocol()


def test_the_longest_silent_connection_makes_room(door):
    first = door.knock("192.0.2.1")
    second = door.knock("192.0.2.1")
    work(first)

    third = door.knock("192.0.2.1")

    assert list(door.gate.open) == [first, third]
    assert second.wrappedProtocol is None


@pytest.mark.parametrize("keep", [work, show_a_screen])
def test_one_address_cannot_have_more_than_its_share(door, keep):
    for _ in range(2):
        keep(door.knock("192.0.2.1"))

    assert door.knock("192.0.2.1") is None
    assert door.knock("192.0.2.2") is not None


def test_all_together_cannot_have_more_than_there_is_room(door, caplog):
    for index in range(4):
        work(door.knock(f"192.0.2.{index}"))

    assert door.knock("192.0.2.9") is None
    assert door.knock("192.0.2.9") is None
    [record] = caplog.records
    assert "newcomers are turned away" in record.message


def test_room_that_is_given_back_can_be_had(door):
    held = [door.knock(f"192.0.2.{index}") for index in range(4)]
    for one in held:
        work(one)
    held[0].connectionLost(None)

    assert door.knock("192.0.2.9") is not None


def test_behind_a_proxy_everybody_comes_from_one_address(door_behind_proxy):
    for _ in range(4):
        work(door_behind_proxy.knock("10.0.0.2"))

    assert door_behind_proxy.knock("10.0.0.2") is None
