"""A whole telephone network with browsers, in one event loop and in real time."""

import aioice.ice
import pytest

from emulator.rtc.peer import offer_loopback
from tests.emulator.rtc.exchange import Exchange


@pytest.fixture(autouse=True)
def _loopback(monkeypatch):
    """Whatever interfaces this machine has, calls stay inside it."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", aioice.ice.get_host_addresses)
    offer_loopback(only=True)


@pytest.fixture
async def exchange(tmp_path):
    async with Exchange(tmp_path) as one:
        yield one
