"""PostgreSQL, Redis, two web processes, two workers, beat, the emulator; all real."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import psycopg
import redis

from tests.services.doorway import Doorway
from tests.support.processes import Process, accepts_connections, free_port
from tests.support.services import temporary_postgres, temporary_redis

START_SECONDS = 60
NUMBERS = {"Billing": "+15550100100", "Support": "+15550100101"}
APP = "contactcenter.celery:app"
WORKER = ["worker", "--pool=threads", "--concurrency=4", "--without-gossip"]


class Plant:
    """Everything that runs; `webs` are the ports of the two web processes."""

    def __init__(self, folder: Path, postgres: str, broker: str) -> None:
        self.folder = folder
        self.postgres = postgres
        self.redis: Any = redis.Redis.from_url(broker)
        self.webs = [free_port(), free_port()]
        self.doorway = Doorway(self.webs)
        self.emulator_port = free_port()
        self.processes: dict[str, Process] = {}
        self.settings = {
            "DATA_DIR": str(folder),
            "DEMO_PHONES": "simulated",
            "DEMO_QUEUE_MODE": "pull",
            "DATABASE_URL": postgres,
            "REDIS_URL": broker,
            "EMULATOR_PORT": str(self.emulator_port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.doorway.port}",
            "SECRET_KEY": "of a test that runs several processes",
            # As docker-compose.yml has it in its demo.
            "TELNYX_API_KEY": "KEY_EMULATOR",
            "TELNYX_BASE_URL": f"http://127.0.0.1:{self.emulator_port}/v2",
        }
        self.emulator = httpx.Client(
            base_url=f"http://127.0.0.1:{self.emulator_port}/_emulator/", timeout=10
        )

    @property
    def password(self) -> str:
        return (self.folder / "demo_password").read_text()

    # Starting and stopping.

    def start(self) -> None:
        self.doorway.start()
        emulator = self.begin("emulator", "-m", "emulator", *self.emulator_options())
        emulator.wait_until(
            lambda: accepts_connections(self.emulator_port), START_SECONDS
        )
        key = self.control("GET", "public_key")["public_key"]
        self.settings["TELNYX_PUBLIC_KEY"] = key
        for command in ("migrate", "seed_demo"):
            process = self.begin(command, "manage.py", command)
            while process.is_running():
                time.sleep(0.05)
            assert process.stop() == 0, process.output()
        self.begin("beat", "-m", "celery", "-A", APP, "beat", self.beat_schedule())
        for name in ("worker0", "worker1"):
            self.start_worker(name)
        for port in self.webs:
            self.start_web(port)
        for port in self.webs:
            self.wait_for_web(port)

    def emulator_options(self) -> list[str]:
        folder = self.folder / "emulator"
        return [
            "--port", str(self.emulator_port), "--data-dir", str(folder), "--no-rtc"
        ]  # fmt: skip

    def beat_schedule(self) -> str:
        return f"--schedule={self.folder / 'beat'}"

    def begin(self, name: str, *arguments: str, **settings: str) -> Process:
        """Start a process under a name, in the place of one that is gone."""
        self.processes[name] = Process(
            [sys.executable, *arguments],
            log=self.folder / f"{name}.log",
            settings={**self.settings, **settings},
        )
        return self.processes[name]

    def start_web(self, port: int) -> None:
        self.begin(f"web{port}", "manage.py", "serve", PORT=str(port))

    def wait_for_web(self, port: int) -> None:
        self.processes[f"web{port}"].wait_until(partial(is_well, port), START_SECONDS)

    def start_worker(self, name: str) -> None:
        options = [*WORKER, "--without-mingle", "-n", f"{name}@%h"]
        self.begin(name, "-m", "celery", "-A", APP, *options)

    def signal(self, number: signal.Signals, *names: str) -> None:
        for name in names:
            os.kill(self.processes[name].pid, number)

    def kill(self, name: str) -> None:
        """Let a process die without a chance to tidy up."""
        self.processes[name].kill()
        self.processes[name].stop()

    def repair(self) -> None:
        """Start again what has died."""
        for name in ("worker0", "worker1"):
            if not self.processes[name].is_running():
                self.start_worker(name)
        for port in self.webs:
            if not self.processes[f"web{port}"].is_running():
                self.start_web(port)
                self.wait_for_web(port)

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.stop()
        self.doorway.stop()
        self.emulator.close()

    # Looking and acting from outside.

    def control(self, method: str, path: str, **given: Any) -> Any:
        answer = self.emulator.request(method, path, json=given or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call_in(self, name: str, number: str, queue: str = "Billing") -> str:
        """Let somebody call; return the call_control_id of their leg."""
        ids = self.control(
            "POST",
            "inbound_calls",
            **{"from": number, "to": NUMBERS[queue], "caller_name": name},
        )
        return str(ids["call_control_id"])

    def far_party(self, leg: str, act: str) -> None:
        self.control("POST", f"calls/{leg}/{act}")

    def weather(self, **webhooks: Any) -> None:
        self.control("POST", "faults", webhooks=webhooks)

    def legs(self) -> dict[str, dict[str, Any]]:
        legs = self.control("GET", "world")["legs"]
        return {leg["call_control_id"]: leg for leg in legs}

    def place(self, leg: str) -> str:
        return str(self.legs()[leg]["place"]["kind"])

    def commands(self, operation: str, leg: str = "") -> list[dict[str, Any]]:
        """What the emulator executed of an operation, for one leg if `leg` says so."""
        entries = self.control("GET", "journal")["entries"]
        return [
            entry
            for entry in entries
            if entry.get("operation") == operation
            and entry.get("status") == 200
            and not entry.get("replayed")
            and leg in unquote(entry["path"])
        ]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def value(self, query: str, *values: Any) -> Any:
        """The only value of the only row, None when there is no row."""
        rows = self.rows(query, *values)
        return rows[0][0] if rows else None

    def call_of(self, leg: str) -> int:
        query = "SELECT call_id FROM calls_leg WHERE call_control_id = %s"
        return int(self.value(query, leg))

    def hang_up_everybody(self) -> None:
        """End all calls and wait until the product knows; good weather from now on."""
        self.weather()
        for name, leg in self.legs().items():
            if leg["is_alive"]:
                # Refused when it ended just now by itself.
                self.emulator.post(f"calls/{name}/hangup")
        eventually(lambda: not self.value(OPEN_CALLS), 20)
        eventually(lambda: not self.value(BUSY_AGENTS), 20)


OPEN_CALLS = "SELECT 1 FROM calls_call WHERE state <> 'ended'"
BUSY_AGENTS = "SELECT 1 FROM agents_agent WHERE state IN ('reserved', 'on_call')"


@contextmanager
def running_plant(folder: Path) -> Iterator[Plant]:
    with temporary_postgres() as postgres, temporary_redis() as broker:
        plant = Plant(folder, postgres, broker)
        try:
            plant.start()
            yield plant
        finally:
            plant.stop()


def is_well(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/health/", timeout=5)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def eventually(happened: Callable[[], Any], seconds: float = 10) -> Any:
    """Return the first true answer; fail when none comes in time."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, f"did not happen within {seconds} s"
        time.sleep(0.05)
    return found
