"""The product as `make run` starts it, on ports and data of its own."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.support.migrated import place_migrated
from tests.support.processes import ROOT, Process, free_port

SECONDS_TO_START = 120
NUMBERS = {"Billing": "+15550100100", "Support": "+15550100101"}


class Product:
    """Runs until it is stopped; simulated callers are off."""

    def __init__(self, process: Process, port: int, emulator_port: int, data: Path):
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.emulator = httpx.Client(
            base_url=f"http://127.0.0.1:{emulator_port}/_emulator/", timeout=10
        )
        self.password_file = data / "demo_password"

    @property
    def password(self) -> str:
        return self.password_file.read_text()

    def is_ready(self) -> bool:
        try:
            return self.answers()
        except httpx.HTTPError:
            return False

    def answers(self) -> bool:
        return httpx.get(f"{self.url}/health/", timeout=5).status_code == 200

    def tell_emulator(self, method: str, path: str, **body: Any) -> Any:
        """Use the emulator's control API; see emulator/README.md."""
        answer = self.emulator.request(
            method, path, json=body if method == "POST" else None
        )
        answer.raise_for_status()
        return answer.json()

    def call_in(self, name: str, number: str, to: str, **behaviour: Any) -> str:
        """Let somebody call; return the call_control_id of their leg."""
        ids = self.tell_emulator(
            "POST",
            "inbound_calls",
            **{"from": number, "to": to, "caller_name": name, **behaviour},
        )
        return str(ids["call_control_id"])

    def far_party(self, call_control_id: str, act: str) -> None:
        """Act as the person at the far end: answer, decline, hangup."""
        self.tell_emulator("POST", f"calls/{call_control_id}/{act}")

    def script_phone(self, address: str, behaviour: str, **words: Any) -> None:
        """Decide what a phone does when it rings: answer, decline, ignore.

        `words` say how it declines, e.g. with which `sip_code`.
        """
        self.tell_emulator(
            "POST", "callees", address=address, behaviour=behaviour, **words
        )

    def legs(self) -> list[dict[str, Any]]:
        legs: list[dict[str, Any]] = self.tell_emulator("GET", "world")["legs"]
        return legs

    def has_happened(self, event_type: str, call_control_id: str) -> bool:
        entries = self.tell_emulator("GET", "journal")["entries"]
        return any(
            entry["kind"] == "event"
            and entry["event_type"] == event_type
            and entry["payload"].get("call_control_id") == call_control_id
            for entry in entries
        )

    def supervising_legs(self) -> list[dict[str, Any]]:
        return [leg for leg in self.legs() if leg["is_alive"] and leg["supervises"]]

    def supervisor_roles(self) -> list[str]:
        return [leg["supervisor_role"] for leg in self.supervising_legs()]

    def is_supervisor_heard_by(self, call_control_id: str) -> bool:
        supervisors = {leg["call_control_id"] for leg in self.supervising_legs()}
        (leg,) = [
            leg for leg in self.legs() if leg["call_control_id"] == call_control_id
        ]
        return bool(supervisors & set(leg["hears"]))

    def hang_up_everybody(self) -> None:
        """Let everybody at a far end hang up; who did so just before is left alone."""
        for leg in self.legs():
            path = f"calls/{leg['call_control_id']}/hangup"
            answer = self.emulator.post(path, json={})
            assert answer.status_code in (200, 422), answer.text

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the product stand still, sockets open, as a hung server would."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def running_product(data: Path, **others: str) -> Iterator[Product]:
    """Start the product on free ports with its data in `data`, and `others` for settings."""
    port, emulator_port = free_port(), free_port()
    settings = {
        "PORT": str(port),
        "EMULATOR_PORT": str(emulator_port),
        "DEMO_CALLS_PER_MINUTE": "0",
        # What happens on its floor is what the test does.
        "DEMO_PHONES": "simulated",
        "DEMO_QUEUE_MODE": "pull",
        "DEMO_STAFF": "0",
        "DATA_DIR": str(data),
        **others,
    }
    place_migrated(data / "db.sqlite3")
    python = str(ROOT / ".venv/bin/python")
    with Process(
        [python, "manage.py", "up"], log=data / "product.log", settings=settings
    ) as process:
        product = Product(process, port, emulator_port, data)
        with product.emulator:
            process.wait_until(product.is_ready, SECONDS_TO_START)
            yield product


def eventually(happened: Callable[[], bool], seconds: float = 5) -> None:
    """Wait for something outside of a page, which has no event to wait for."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
