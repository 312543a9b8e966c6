"""Running a test on the other database than the one of the settings."""

from collections.abc import Iterator
from contextlib import contextmanager

import dj_database_url
from django.core.management import call_command
from django.db import connections


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
