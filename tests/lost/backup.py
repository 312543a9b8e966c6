"""Copies of the SQLite file while it is in use, as a backup makes them."""

import sqlite3
from pathlib import Path

from django.db import connection


def back_up(path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        live().backup(copy)
    finally:
        copy.close()


def restore(path: Path) -> None:
    """Put the copy in the place of what is there now."""
    copy = sqlite3.connect(path)
    try:
        copy.backup(live())
    finally:
        copy.close()


def live() -> sqlite3.Connection:
    connection.ensure_connection()
    opened = connection.connection
    assert isinstance(opened, sqlite3.Connection)
    return opened
