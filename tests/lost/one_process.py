"""The product as one process, beside a provider that goes on when it stops."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.support.migrated import place_migrated
from tests.support.processes import Process, accepts_connections, free_port

START_SECONDS = 60
# Not the emulator's usual key: with that, the product would start one of its own.
KEY = "KEY_OF_AN_ACCOUNT"
# What `manage.py seed_demo` does, which refuses an account that may be a real one.
SEED = """
from django.conf import settings
from django.utils import timezone
from contactcenter.demo import seeding
from provider.client import telnyx
seeding.seed(
    telnyx(),
    data_dir=settings.DATA_DIR,
    webhook_url=f"{settings.PUBLIC_URL}/webhooks/telnyx/",
    hold_music_url=f"{settings.TELNYX_BASE_URL.removesuffix('/v2')}/media/hold.mp3",
    now=timezone.now(),
)
"""


class OneProcess:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.emulator_port = free_port()
        self.settings = {
            "DATA_DIR": str(folder),
            "DEMO_PHONES": "simulated",
            "DEMO_QUEUE_MODE": "pull",
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "PORT": str(self.port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "TELNYX_API_KEY": KEY,
            "TELNYX_BASE_URL": f"http://127.0.0.1:{self.emulator_port}/v2",
        }
        self.product: Process | None = None
        self.starts = 0

    @property
    def password(self) -> str:
        return (self.folder / "demo_password").read_text()

    def control(self, method: str, path: str, **given: Any) -> Any:
        """Use the emulator's own API."""
        address = f"http://127.0.0.1:{self.emulator_port}/_emulator/{path}"
        answer = httpx.request(method, address, json=given or None, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def prepare(self) -> None:
        """Make the database and the account; the emulator has to run."""
        key = self.control("GET", "public_key")["public_key"]
        self.settings["TELNYX_PUBLIC_KEY"] = key
        place_migrated(self.folder / "db.sqlite3")
        command = [sys.executable, "manage.py", "shell", "-c", SEED]
        log = self.folder / "seed.log"
        process = Process(command, log=log, settings=self.settings)
        while process.is_running():
            time.sleep(0.05)
        assert process.stop() == 0, process.output()

    def start(self) -> None:
        """Start the product and wait until it answers."""
        self.starts += 1
        self.product = Process(
            [sys.executable, "manage.py", "up"],
            log=self.folder / f"up-{self.starts}.log",
            settings=self.settings,
        )
        self.product.wait_until(self.is_well, START_SECONDS)

    def is_well(self) -> bool:
        try:
            return httpx.get(f"{self.settings['PUBLIC_URL']}/health/").is_success
        except httpx.HTTPError:
            return False

    def end(self, *, politely: bool) -> None:
        if self.product is not None:
            if not politely:
                self.product.kill()
            self.product.stop()
        self.product = None

    def call_in(self, name: str, number: str) -> str:
        """Let somebody call Billing; return the call_control_id of their leg."""
        given = {"from": number, "to": "+15550100100", "caller_name": name}
        return str(self.control("POST", "inbound_calls", **given)["call_control_id"])

    def leg(self, call_control_id: str) -> dict[str, Any]:
        legs: list[dict[str, Any]] = self.control("GET", "world")["legs"]
        [found] = [leg for leg in legs if leg["call_control_id"] == call_control_id]
        return found


@contextmanager
def running(folder: Path) -> Iterator[OneProcess]:
    one = OneProcess(folder)
    port = str(one.emulator_port)
    options = ["--port", port, "--data-dir", str(folder / "emulator"), "--api-key", KEY]
    options.append("--no-rtc")
    command = [sys.executable, "-m", "emulator", *options]
    with Process(command, log=folder / "emulator.log") as emulator:
        emulator.wait_until(
            lambda: accepts_connections(one.emulator_port), START_SECONDS
        )
        one.prepare()
        one.start()
        try:
            yield one
        finally:
            one.end(politely=True)
