"""Refuse what cannot work: a second process without Redis, a port that is taken."""

import fcntl
import os
import socket
from collections.abc import Collection
from pathlib import Path
from typing import IO

from django.core.exceptions import ImproperlyConfigured

HIGHEST_PORT = 65535
_held: dict[Path, IO[str]] = {}


def claim(data_dir: Path) -> None:
    """Be the only web process of `data_dir` until this process ends.

    Without Redis a change that one process makes would never reach the screens of
    another. Raises ImproperlyConfigured when another process is there already.
    """
    path = data_dir / "instance.lock"
    if path in _held:
        return
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR cannot be written to: {data_dir} ({error.strerror})."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        other = file.read().strip() or "unknown"
        file.close()
        raise ImproperlyConfigured(
            f"The product already runs on {data_dir} (process {other}). Without "
            "REDIS_URL it runs as one process: stop the other one, or choose another "
            "DATA_DIR and PORT."
        ) from None
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    _held[path] = file


def require_free_port(name: str, port: int, *, others: Collection[int]) -> None:
    """Raise ImproperlyConfigured with a sentence when something listens there.

    The sentence names the next port that is free and none of `others`.
    """
    if _is_free(port):
        return
    above = (one for one in range(port + 1, HIGHEST_PORT + 1) if one not in others)
    free = next((one for one in above if _is_free(one)), None)
    hint = f": make run {name}={free}" if free else ""
    raise ImproperlyConfigured(
        f"Port {port} is in use; stop what listens there, or choose another one{hint}"
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
