"""What a backup is, written last: without it the folder is no backup."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.management.base import CommandError

NAME = "backup.json"


@dataclass(frozen=True)
class Manifest:
    # ISO 8601, by our clock.
    made_at: str
    database: str
    sha256: str
    recordings: int


def write(folder: Path, manifest: Manifest) -> None:
    (folder / NAME).write_text(json.dumps(asdict(manifest), indent=1) + "\n")


def read(folder: Path, *, database: str) -> Manifest:
    """Read it, and the whole copy once; raises CommandError unless all is as it was."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(f"There is no whole backup in {folder}.") from error
    if manifest.database != database:
        raise CommandError(
            f"The backup holds {manifest.database}, and DATABASE_URL leads to a database "
            f"that is kept as {database}."
        )
    copy = folder / manifest.database
    if not copy.is_file() or digest_of(copy) != manifest.sha256:
        raise CommandError(f"{copy} is not what was written: it is damaged.")
    return manifest


def digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
