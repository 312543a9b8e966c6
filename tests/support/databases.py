"""Running a test on another database than that of the settings, or on an older one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from contactcenter.settings.databases import database

# How far a database of the last version that was shipped has come.
SHIPPED = [
    ("agents", "0002_default_reasons"),
    ("callcontrol", "0003_refusals_settings_and_account"),
    ("calls", "0003_leg_holding"),
    ("conferences", "0002_speaker"),
    ("contactcenter", "0001_roles"),
    ("queues", "0002_offer_ended"),
    ("recordings", "0001_initial"),
]
# Addresses at which all migrations have run.
_migrated: set[str] = set()


@contextmanager
def default_database_at(url: str) -> Iterator[None]:
    """Let `default` be the PostgreSQL at `url`, migrated and, afterwards, emptied."""
    with default_database(dict(dj_database_url.parse(url))):
        if url not in _migrated:
            call_command("migrate", verbosity=0)
            _migrated.add(url)
        yield
        call_command("flush", verbosity=0, interactive=False)


@contextmanager
def shipped_on_sqlite(folder: Path) -> Iterator[Any]:
    with default_database(database("", folder)), shipped() as apps:
        yield apps


@contextmanager
def shipped_on_postgres(url: str) -> Iterator[Any]:
    """Make a database in the cluster at `url`, and remove it at the end."""
    with psycopg.connect(url, autocommit=True) as cluster:
        cluster.execute("CREATE DATABASE shipped")
        try:
            settings = {**dj_database_url.parse(url), "NAME": "shipped"}
            with default_database(settings), shipped() as apps:
                yield apps
        finally:
            cluster.execute("DROP DATABASE shipped")


@contextmanager
def shipped() -> Iterator[Any]:
    """Let the empty `default` be as the last version left it; yields its models."""
    executor = MigrationExecutor(connection)
    executor.migrate(SHIPPED)
    yield executor.loader.project_state(SHIPPED).apps


@contextmanager
def default_database(given: dict[str, Any]) -> Iterator[None]:
    before = connections.settings["default"]
    settings = {**given, "TEST": before["TEST"]}
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings(
        {"default": settings}
    )["default"]
    try:
        yield
    finally:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = before
