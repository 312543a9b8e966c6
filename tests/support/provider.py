"""The emulator in this process, with an application and numbers, and its journal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from emulator import Emulator
from emulator.inprocess import mock_handler
from provider import client
from provider.client import TelnyxClient

KEY = "KEY_EMULATOR"
URL = "http://emulator/v2"
WEBHOOKS = "http://product/webhooks/telnyx/"


class Provider:
    """What a test says to the emulator, and what the emulator was told."""

    def __init__(self) -> None:
        self.webhooks: list[tuple[dict[str, str], bytes]] = []
        self.emulator = Emulator(sender=self._receive)
        self.transport = httpx.MockTransport(mock_handler(self.emulator))
        self.client = TelnyxClient(KEY, URL, self.transport)
        self.connection_id: str = self.tell(
            "reset", {"seed_demo": True, "webhook_event_url": WEBHOOKS}
        )["connection_id"]

    def _receive(self, url: str, headers: dict[str, str], body: bytes) -> int:
        self.webhooks.append((headers, body))
        return 200

    def tell(self, what: str, said: dict[str, Any]) -> Any:
        answer = self.emulator.handle(
            "POST", f"/_emulator/{what}", {}, json.dumps(said).encode()
        )
        assert answer.status == 200, answer.body
        return answer.json()

    def look(self, what: str) -> Any:
        return self.emulator.handle("GET", f"/_emulator/{what}").json()

    def inbound_call(self) -> str:
        """Let Carl call; return the leg's call_control_id."""
        said = {"from": "+15550190001", "to": "+15550100100"}
        ids = self.tell("inbound_calls", said)
        self.emulator.advance(0.1)
        return str(ids["call_control_id"])

    def answered_call(self) -> str:
        leg = self.inbound_call()
        self.client.calls.answer(leg)
        self.emulator.advance(1)
        return leg

    def fail(self, *faults: dict[str, Any]) -> None:
        self.tell("faults", {"api": list(faults)})

    def commands(self, operation: str) -> list[dict[str, Any]]:
        """The journal's entries of one operation that were executed or refused."""
        return [
            entry
            for entry in self.look("journal?after=0")["entries"]
            if entry["kind"] == "command" and entry["operation"] == operation
        ]


@contextmanager
def speaking_to(provider: Provider) -> Iterator[None]:
    """Let the product's own client speak to this emulator."""
    before = client._process.account
    client.configure(KEY, URL, provider.transport)
    try:
        yield
    finally:
        if before is not None:
            client.configure(before.api_key, before.base_url, before.transport)
