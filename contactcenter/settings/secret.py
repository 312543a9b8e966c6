"""The key that signs sessions: given, or made once and kept beside the data."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_key(given: str, data_dir: Path) -> str:
    """Return it; raises ImproperlyConfigured where nothing can be written."""
    if given:
        return given
    try:
        return _kept_key(data_dir)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR cannot be written to: {data_dir} ({error.strerror})."
        ) from error


def _kept_key(data_dir: Path) -> str:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()
