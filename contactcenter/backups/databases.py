"""A whole copy of the database while it is in use, and a copy in its place.

SQLite copies itself; PostgreSQL has programs for it, of which the version has to be that
of the server or newer.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError
from django.db import connection

SQLITE = "database.sqlite3"
POSTGRES = "database.dump"


def file_name() -> str:
    return SQLITE if connection.vendor == "sqlite" else POSTGRES


def copy_to(file: Path) -> None:
    """Write all of the database as it is at one moment; raises CommandError."""
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(connection.settings_dict["NAME"]), file)
    else:
        _run("pg_dump", "--format=custom", f"--file={file}")


def put_back(file: Path) -> None:
    """Replace all of the database, at once or not at all; raises CommandError."""
    connection.close()
    if connection.vendor == "sqlite":
        _place_sqlite(file, Path(connection.settings_dict["NAME"]))
    else:
        _place_postgres(file)


def _copy_sqlite(database: Path, file: Path) -> None:
    """In one step: one that were made page by page would begin anew at each write."""
    with (
        closing(sqlite3.connect(database)) as source,
        closing(sqlite3.connect(file)) as copy,
    ):
        source.backup(copy)
        # One file by itself, which needs no log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        [(verdict,)] = copy.execute("PRAGMA quick_check").fetchall()[:1]
    if verdict != "ok":
        raise CommandError(f"The database is damaged: {verdict}")


def _place_sqlite(file: Path, database: Path) -> None:
    # What is in the log belongs to the file that goes.
    beside = [database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm")]
    new = database.with_name(f"{database.name}.new")
    shutil.copyfile(file, new)
    for path in (database, *beside):
        path.unlink(missing_ok=True)
    new.replace(database)


def _place_postgres(file: Path) -> None:
    """Whatever a newer version made besides goes with it, in the same transaction."""
    written = ("--no-owner", "--no-privileges", "--file=-", str(file))
    with subprocess.Popen(
        [_program("pg_restore"), *written], env=_access(), stdout=subprocess.PIPE
    ) as reader:
        _run(
            "psql",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public",
            "--file=-",
            reads=reader.stdout,
        )
    if reader.returncode:
        raise CommandError("pg_restore could not read all of the backup.")


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise CommandError(
            f"{name} is not installed; it comes with PostgreSQL's client."
        )
    return path


def _run(name: str, *arguments: str, reads: IO[bytes] | None = None) -> None:
    finished = subprocess.run(
        [_program(name), *arguments],
        env=_access(),
        stdin=reads or subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if finished.returncode:
        last = (finished.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise CommandError(f"{name} failed: {last}")


def _access() -> dict[str, str]:
    """Say where the database is, so that no password is in a list of processes."""
    settings = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
        "PATH": os.defpath,
    }
    return {name: str(value) for name, value in given.items() if value}
