"""A PostgreSQL and a Redis of one's own, for as long as a test needs them."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.processes import Process, accepts_connections, free_port
from tests.support.tools import packaged_postgres, require_postgres, require_redis

START_SECONDS = 30
ROOMY = (
    1 << 30
)  # bytes; a container's /dev/shm is often 64 MiB, too small for a cluster

POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "shared_buffers": "64MB",
    # The data is thrown away, so nothing is gained by surviving a power cut.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Run an empty PostgreSQL cluster and yield its URL; needs about a second.

    Raises tools.MissingToolError when this machine has no PostgreSQL at all.
    """
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=roomy_folder()))
    port = free_port()
    try:
        server = start_postgres(folder, port)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    with server:
        server.wait_until(lambda: answers(url), START_SECONDS)
        yield url


@contextmanager
def temporary_redis() -> Iterator[str]:
    """Run an empty Redis, set up as production is, and yield its URL.

    Raises tools.MissingToolError when this machine has neither Redis nor Valkey.
    """
    program = require_redis()
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    port = free_port()
    options = f"--port {port} --bind 127.0.0.1 --appendonly no --dir {folder}".split()
    with Process(
        [str(program), *options, "--save", "", "--maxmemory-policy", "noeviction"],
        log=folder / "log",
        remove=[folder],
    ) as server:
        server.wait_until(lambda: accepts_connections(port), START_SECONDS)
        yield f"redis://127.0.0.1:{port}/0"


def start_postgres(folder: Path, port: int) -> Process:
    user = server_user(folder)
    programs = readable_by(user, require_postgres(), folder)
    create_cluster(programs, folder, user)
    settings = [f"-c{name}={value}" for name, value in POSTGRES_SETTINGS.items()]
    where = [f"-D{folder}/data", f"-p{port}", f"-k{folder}"]
    return Process(
        [f"{programs}/postgres", *where, *settings],
        log=folder / "log",
        stop_signal="INT",  # "fast": it does not wait for clients to leave
        user=user,
        remove=[folder],
    )


def create_cluster(programs: Path, folder: Path, user: tuple[int, int] | None) -> None:
    command = f"{programs}/initdb -D {folder}/data -U postgres --auth=trust --no-sync"
    finished = subprocess.run(
        [*command.split(), "--encoding=UTF8", "--no-locale"],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        user=user[0] if user else None,
        group=user[1] if user else None,
        extra_groups=[] if user else None,
    )
    if finished.returncode != 0:
        raise ChildProcessError(f"initdb failed: {finished.stderr.strip()}")


def server_user(folder: Path) -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root; give the folder to somebody else then."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return entry.pw_uid, entry.pw_gid


def readable_by(user: tuple[int, int] | None, programs: Path, folder: Path) -> Path:
    """Copy the wheel's programs out of a checkout that the other user may not enter."""
    if user is None or programs != packaged_postgres():
        return programs
    version = programs.parent
    package = version.parent
    copied = folder / package.name / version.name
    shutil.copytree(version, copied, symlinks=True)
    # The programs find their libraries by the way from one folder to the other.
    libraries = f"{package.name}.libs"
    shutil.copytree(package.parent / libraries, folder / libraries)
    return copied / "bin"


def roomy_folder() -> str | None:
    memory = "/dev/shm"  # noqa: S108 - mkdtemp makes a private folder in it
    usable = os.path.isdir(memory) and os.access(memory, os.W_OK)
    return memory if usable and shutil.disk_usage(memory).free > ROOMY else None


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
