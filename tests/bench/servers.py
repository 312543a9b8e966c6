"""Start what is measured: the product, the bare app, a provider; each on a free port."""

import os
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

from tests.bench.signing import PUBLIC_KEY
from tests.support.processes import Process, free_port

START_SECONDS = 60
DJANGO = {"DJANGO_SETTINGS_MODULE": "contactcenter.settings"}


@dataclass(frozen=True)
class Server:
    port: int
    process: Process
    settings: Mapping[str, str]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url(path), timeout=30) as answer:  # noqa: S310
            return str(answer.read().decode())


@contextmanager
def daphne(
    application: str, settings: Mapping[str, str], ready: str
) -> Iterator[Server]:
    """Run an ASGI application on daphne until it answers at `ready`, and stop it."""
    port = free_port()
    folder = Path(settings["DATA_DIR"])
    environment = {**settings, "PORT": str(port), **DJANGO}
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port)]
    with Process(
        [*command, "--verbosity", "0", application],
        log=folder / f"{application.split('.')[0]}-{port}.log",
        settings=environment,
    ) as process:
        server = Server(port, process, environment)
        process.wait_until(lambda: answers(server.url(ready)), START_SECONDS)
        yield server


@contextmanager
def bare(settings: Mapping[str, str]) -> Iterator[Server]:
    """Run tests/bench/bare.py; its table exists when this yields."""
    environment = {**settings, "BARE_PUBLIC_KEY": PUBLIC_KEY}
    with daphne("tests.bench.bare:application", environment, "/count") as server:
        yield server


@contextmanager
def product(
    settings: Mapping[str, str], application: str = "contactcenter.asgi:application"
) -> Iterator[Server]:
    """Run one web process of the product; it gives commands, and nobody sends them."""
    manage(settings, "migrate", "--verbosity", "0")
    with daphne(application, settings, "/health/") as server:
        yield server


def settings_for(
    folder: Path, *, provider_port: int, database_url: str = ""
) -> dict[str, str]:
    """The environment of a product whose provider signs with the key of `signing`."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "TELNYX_API_KEY": "KEY_EMULATOR",
        "TELNYX_PUBLIC_KEY": PUBLIC_KEY,
        "TELNYX_BASE_URL": f"http://127.0.0.1:{provider_port}/v2",
        "SECRET_KEY": "of a measurement that lasts for minutes",
    }


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with the product's settings in it."""
    return {
        **os.environ,
        **DJANGO,
        **settings,
    }


def manage(settings: Mapping[str, str], *arguments: str) -> None:
    """Run one management command to its end; raises ChildProcessError with its log."""
    log = Path(settings["DATA_DIR"]) / "manage.log"
    command = [sys.executable, "manage.py", *arguments]
    process = Process(command, log=log, settings=settings)
    while process.is_running():
        time.sleep(0.05)
    if process.stop() != 0:
        raise ChildProcessError(process.output()[-2000:])


def answers(url: str) -> bool:
    """Whether a server answers there, be it with an error of its own."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - this machine
            return True
    except HTTPError:
        return True
    except OSError:
        return False
