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
    """Keeps its connection: opening one costs PostgreSQL more than many an event."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        url = settings["DATABASE_URL"]
        file = Path(settings["DATA_DIR"]) / "db.sqlite3"
        self._server = psycopg.connect(url, autocommit=True) if url else None
        self._file = sqlite3.connect(file, timeout=20) if not url else None

    def close(self) -> None:
        for connection in (self._server, self._file):
            if connection is not None:
                connection.close()

    def applied(self) -> int:
        return int(self._rows(SETTLED)[0][0])

    def wait_for(self, events: int) -> None:
        """Return when so many events have taken effect; raise when they do not."""
        deadline = time.monotonic() + SECONDS_TO_APPLY
        while self.applied() < events:
            if time.monotonic() > deadline:
                raise TimeoutError(f"not applied: {self._rows(OTHERS)[:3]}")
            time.sleep(0.02)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        if self._server is not None:
            return self._server.execute(query).fetchall()
        assert self._file is not None
        return list(self._file.execute(query))
