"""How each of the two databases is opened."""

import os
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url

# WAL lets readers go on while one writes; FULL keeps what was acknowledged through a
# power cut; IMMEDIATE takes the write lock first, so a transaction never fails midway.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
POSTGRES_OPTIONS = {
    "pool": {
        "min_size": 2,
        "max_size": 20,
        # Seconds that a request waits for a connection before it fails.
        "timeout": 2,
        "max_lifetime": 1800,
    },
    "connect_timeout": 3,
    "options": (
        "-c statement_timeout=5s -c lock_timeout=2s "
        "-c idle_in_transaction_session_timeout=10s"
    ),
}
# Versions in which a checkpoint racing with a write can corrupt a WAL database, and
# the older branches that have the repair; see sqlite.org/wal.html#walresetbug.
WAL_REPAIRED_IN = (3, 51, 3)
WAL_REPAIRED_BRANCHES = ((3, 50, 7), (3, 44, 6))


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's settings of the database; SQLite in `data_dir` without a URL."""
    parsed: dict[str, Any] = dict(
        dj_database_url.parse(
            url or f"sqlite:///{data_dir / 'db.sqlite3'}", conn_health_checks=True
        )
    )
    if parsed["ENGINE"].endswith("sqlite3"):
        # Django's own, with a queue for the writers of this process.
        parsed["ENGINE"] = "database.sqlite"
        parsed["OPTIONS"] = SQLITE_OPTIONS
        parsed["TEST"] = {"NAME": str(test_database())}
    else:
        parsed["OPTIONS"] = {**parsed.get("OPTIONS", {}), **POSTGRES_OPTIONS}
    return parsed


def test_database() -> Path:
    """A file, since threads cannot share SQLite's in-memory database without clashes."""
    memory = Path("/dev/shm")  # noqa: S108 - named after the process, gone afterwards
    folder = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    return folder / f"contact-center-test-{os.getpid()}.sqlite3"


def has_wal_bug(version: tuple[int, ...]) -> bool:
    if version >= WAL_REPAIRED_IN:
        return False
    return not any(
        version[:2] == branch[:2] and version >= branch
        for branch in WAL_REPAIRED_BRANCHES
    )
