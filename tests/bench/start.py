"""How soon the first page is there, and how much memory it takes to serve it.

Cold is with an empty DATA_DIR (everything installed), warm with the data of the start
before. The baseline is the bare app on daphne, started in the same way.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.bench import servers
from tests.bench.figures import Figure
from tests.support.processes import Process, free_port

BARE = "bare app on daphne"
SECONDS_TO_START = 60
MEBIBYTE = 1 << 20


def measure(*, quick: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with servers.bare(
            servers.settings_for(Path(folder), provider_port=1)
        ) as server:
            baseline = time.perf_counter() - started
            bare_memory = memory_of(server.process.pid)
        cold, _ = start(Path(folder) / "data")
        warm, memory = start(Path(folder) / "data")
    yield Figure(
        "start cold, to the first page", cold, "s", BARE, baseline, "≤ 20 s", cold <= 20
    )
    yield Figure(
        "start warm, to the first page", warm, "s", BARE, baseline, "≤ 4 s", warm <= 4
    )
    yield Figure("memory of the product", memory, "MiB", BARE, bare_memory)


def start(data: Path) -> tuple[float, float]:
    """Seconds from the command to the login page, and MiB of the product then."""
    port, emulator_port = free_port(), free_port()
    settings = {
        "PORT": str(port),
        "EMULATOR_PORT": str(emulator_port),
        "DATA_DIR": str(data),
    }
    data.mkdir(exist_ok=True)
    started = time.perf_counter()
    with Process(
        [sys.executable, "manage.py", "up"], log=data / "up.log", settings=settings
    ) as process:
        page = f"http://127.0.0.1:{port}/accounts/login/"
        process.wait_until(lambda: servers.answers(page), SECONDS_TO_START)
        return time.perf_counter() - started, memory_of(process.pid)


def memory_of(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / MEBIBYTE
