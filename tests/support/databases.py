"""Running a test on another database than that of the settings, or on an older one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

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


@contextmanager
def default_database_at(url: str) -> Iterator[None]:
    """Let `default` be the database at `url`, migrated and, afterwards, emptied."""
    before = connections.settings["default"]
    given = {**dj_database_url.parse(url), "TEST": before["TEST"]}
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings(
        {"default": given}
    )["default"]
    try:
        call_command("migrate", verbosity=0)
        yield
        call_command("flush", verbosity=0, interactive=False)
    finally:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = before


@contextmanager
def shipped_database() -> Iterator[Any]:
    """Let `default` be as the last version left it; yields that version's models."""
    executor = MigrationExecutor(connection)
    # The tables that provisioning took over are given back.
    executor.migrate([*SHIPPED, ("provisioning", None)])
    try:
        yield executor.loader.project_state(SHIPPED).apps
    finally:
        call_command("migrate", verbosity=0)
