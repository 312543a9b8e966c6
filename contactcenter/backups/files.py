"""Recordings beside a backup: never written again once they are whole.

So one that an older backup has needs no room for a second time, where both are on one
disk: it is the same file under two names, and lasts until both are deleted.
"""

import os
import shutil
from pathlib import Path


def copy_all(source: Path, target: Path, *, older: Path | None = None) -> int:
    """Copy what is whole into `target`; return how many files there are now."""
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for file in sorted(source.iterdir()) if source.is_dir() else ():
        # What is being fetched right now is not whole.
        if file.suffix == ".part" or not file.is_file():
            continue
        try:
            _copy(file, target / file.name, older / file.name if older else None)
        except FileNotFoundError:
            # It was deleted meanwhile, as it had to be.
            continue
        count += 1
    return count


def _copy(file: Path, target: Path, older: Path | None) -> None:
    if target.exists() and _is_same(file, target):
        return
    if older is not None and older.exists() and _is_same(file, older):
        os.link(older, target)
    else:
        part = target.with_name(f"{target.name}.part")
        shutil.copy2(file, part)
        part.replace(target)


def _is_same(one: Path, other: Path) -> bool:
    ours, theirs = one.stat(), other.stat()
    return (ours.st_size, int(ours.st_mtime)) == (theirs.st_size, int(theirs.st_mtime))
