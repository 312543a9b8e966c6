"""Bring Chromium, PostgreSQL and Redis to a machine that lacks them, if allowed."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from contactcenter.bootstrap import SetupError, apt_install, can_use_apt, say
from tests.support import tools
from tests.support.chromium import chromium_path

POLICY = Path("/usr/sbin/policy-rc.d")
FORBID_STARTS = "#!/bin/sh\nexit 101\n"

# Debian package -> what finds the tool
PACKAGES = {
    "chromium": chromium_path,
    "postgresql": tools.system_postgres,
    "redis-server": tools.system_redis,
}


def install_missing_tools() -> None:
    """Install with apt as root on Debian; elsewhere leave it to the wheels' binaries."""
    missing = [package for package, find in PACKAGES.items() if find() is None]
    if not missing or not can_use_apt():
        return
    say(f"installing {', '.join(missing)} with apt, for the tests")
    try:
        with no_service_starts():
            apt_install(*missing)
    except SetupError as error:
        say(str(error))


def missing_tools() -> list[str]:
    """Return one sentence for each tool that the tests cannot have here."""
    needed = (tools.require_chromium, tools.require_postgres, tools.require_redis)
    sentences = []
    for require in needed:
        try:
            require()
        except tools.MissingToolError as error:
            sentences.append(str(error))
    return sentences


@contextlib.contextmanager
def no_service_starts() -> Iterator[None]:
    """Debian starts a server when its package arrives; ask it not to."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text(FORBID_STARTS)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
