"""The product's own record of events, read past the product."""

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

SETTLED = "SELECT count(*) FROM callcontrol_event WHERE state IN ('applied', 'ignored')"
OTHERS = "SELECT state, error FROM callcontrol_event WHERE state NOT IN ('applied', 'ignored')"
SECONDS_TO_APPLY = 120


class Ledger:
    def __init__(self, settings: Mapping[str, str]) -> None:
        self._url = settings["DATABASE_URL"]
        self._file = Path(settings["DATA_DIR"]) / "db.sqlite3"

    def applied(self) -> int:
        return int(self._rows(SETTLED)[0][0])

    def wait_for(self, events: int) -> None:
        """Return when so many events have taken effect; raise when they do not."""
        deadline = time.monotonic() + SECONDS_TO_APPLY
        while self.applied() < events:
            if time.monotonic() > deadline:
                raise TimeoutError(f"not applied: {self._rows(OTHERS)[:3]}")
            time.sleep(0.01)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        if self._url:
            with psycopg.connect(self._url, autocommit=True) as server:
                return server.execute(query).fetchall()
        with sqlite3.connect(self._file, timeout=20) as file:
            return list(file.execute(query))
