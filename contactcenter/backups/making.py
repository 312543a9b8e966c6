"""Making a backup, while calls run."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from contactcenter.backups import databases, files, manifest
from recordings import archive

FORM = "%Y-%m-%dT%H-%M-%SZ"
UNFINISHED = ".unfinished"
KEY_FILE = "secret_key"


def make(parent: Path, *, now: datetime) -> Path:
    """Make a folder in `parent` with the database and the recordings; return it.

    The database first: what is recorded meanwhile is in the next one, and nothing that
    the rows tell of is missing. Raises CommandError.
    """
    name = now.strftime(FORM)
    folder, unfinished = parent / name, parent / f"{name}{UNFINISHED}"
    if folder.exists():
        raise CommandError(f"{folder} is there already.")
    unfinished.mkdir(parents=True)
    try:
        fill(unfinished, older=newest(parent), now=now)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return unfinished.rename(folder)


def fill(folder: Path, *, older: Path | None, now: datetime) -> None:
    copy = folder / databases.file_name()
    databases.copy_to(copy)
    before = older / "recordings" if older else None
    count = files.copy_all(archive.folder(), folder / "recordings", older=before)
    made = manifest.Manifest(
        made_at=now.isoformat(),
        database=copy.name,
        sha256=manifest.digest_of(copy),
        recordings=count,
    )
    manifest.write(folder, made)


def newest(parent: Path) -> Path | None:
    whole = [path.parent for path in parent.glob(f"*/{manifest.NAME}")]
    return max((one for one in whole if one.suffix != UNFINISHED), default=None)


def copy_key(file: Path) -> None:
    """Copy the key that signs sessions to a place of its own; raises CommandError."""
    source = Path(settings.DATA_DIR) / KEY_FILE
    if not source.exists():
        raise CommandError(
            "SECRET_KEY is a setting here; keep it where settings are kept."
        )
    if file.exists():
        raise CommandError(f"{file} is there already.")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(source.read_bytes())
