"""What lies in DATA_DIR is read by the product's own user and by nobody else.

Callers' numbers and conversations are in it, and the key that signs sessions.
"""

import logging
import os
import stat
from pathlib import Path

logger = logging.getLogger(__name__)

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private(data_dir: Path) -> None:
    """Close `data_dir` to others, and let this process make only private files."""
    os.umask(OTHERS)
    if not data_dir.is_dir():
        return
    # Once the folder is closed, nothing in it is reached; recordings may be many.
    inside = data_dir.rglob("*") if is_open(data_dir) else data_dir.iterdir()
    try:
        for path in [data_dir, *inside]:
            if is_open(path):
                path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
    except PermissionError as error:
        logger.warning("Others can read in DATA_DIR, and it is not ours: %s", error)


def is_open(path: Path) -> bool:
    """Whether others may do anything with it; a link is not, only what it leads to."""
    mode = path.lstat().st_mode
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)
