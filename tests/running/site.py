"""One web process of the product on a database of its own, as `manage.py serve` runs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.support.migrated import place_migrated
from tests.support.processes import ROOT, Process, free_port

SECONDS_TO_START = 60


@dataclass(frozen=True)
class Site:
    process: Process
    port: int
    settings: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **given: Any) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=15, **given)

    def answers(self) -> bool:
        try:
            self.get("/accounts/login/")
        except httpx.HTTPError:
            return False
        return True

    @property
    def memory(self) -> int:
        """Bytes that the process holds."""
        return int(psutil.Process(self.process.pid).memory_info().rss)


def run(settings: dict[str, str], *arguments: str) -> str:
    """Run a program of the product to its end; return what it prints."""
    finished = finish(settings, *arguments)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def finish(
    settings: dict[str, str], *arguments: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
        | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def settings_in(folder: Path) -> dict[str, str]:
    """Return settings of a site whose schema is there and that has no data yet."""
    folder.mkdir(parents=True, exist_ok=True)
    place_migrated(folder / "db.sqlite3")
    return {"DATA_DIR": str(folder), "PORT": str(free_port()), "ENV_FILE": ""}


@contextmanager
def serving(settings: dict[str, str], *options: str) -> Iterator[Site]:
    command = [sys.executable, "manage.py", "serve", *options]
    log = Path(settings["DATA_DIR"]) / "serve.log"
    with Process(command, log=log, settings=settings) as process:
        site = Site(process, int(settings["PORT"]), settings)
        process.wait_until(site.answers, SECONDS_TO_START)
        yield site
