"""A migrated SQLite database, made once for every test run and copied by each.

The file is named after all that the migrations are made of, and lies in a folder that
git ignores. Who comes while it is made waits for it.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path

from tests.support.processes import ROOT

FOLDER = ROOT / ".migrated_cache"
MIGRATIONS = "*/migrations/*.py"
# What migrations import of the product, and the packages that have some of their own.
HELPERS = ("audit/triggers.py", "database/**/*.py", "text/**/*.py")
PACKAGES = ("django", "django-allauth")


def place_migrated(file: Path) -> None:
    """Copy the database to `file`, as if all migrations had just run there."""
    FOLDER.mkdir(exist_ok=True)
    migrated = FOLDER / f"{fingerprint()}.sqlite3"
    with alone():
        if not migrated.exists():
            for older in FOLDER.glob("*.sqlite3"):
                older.unlink()
            make(migrated)
        shutil.copyfile(migrated, file)


@contextmanager
def alone() -> Iterator[None]:
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint() -> str:
    """Return what is the same as long as the migrations make the same database."""
    digest = hashlib.sha256()
    for name in PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in sources():
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def sources() -> list[Path]:
    return sorted({path for glob in (MIGRATIONS, *HELPERS) for path in ROOT.glob(glob)})


def make(file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        migrate_in(Path(folder))
        whole = Path(folder) / "whole.sqlite3"
        # With what may still be in the write-ahead log.
        with (
            closing(sqlite3.connect(Path(folder) / "db.sqlite3")) as made,
            closing(sqlite3.connect(whole)) as copy,
        ):
            made.backup(copy)
        whole.rename(file)


def migrate_in(folder: Path) -> None:
    settings = {
        "DJANGO_SETTINGS_MODULE": "contactcenter.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "ENV_FILE": "",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, **settings},
        check=True,
    )
