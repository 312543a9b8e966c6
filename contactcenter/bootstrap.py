"""Prepare this checkout, then run the virtual environment's Python in it.

    python3 contactcenter/bootstrap.py base manage.py up
    python3 contactcenter/bootstrap.py dev -m tests.run

The first word names a lock file in requirements/. Nothing is installed that the lock
files do not name with a hash; a stamp beside the packages holds the hash of the lock
that they came from, so a second start costs a few milliseconds. Standard library only,
in a syntax that an old Python can still read, so that the wrong one gets a sentence.
"""

from __future__ import annotations

import ast
import contextlib
import fcntl
import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / "bin"
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"

ENVIRONMENT_STAMP = ENVIRONMENT / "made-for.txt"
PACKAGES_STAMP = ENVIRONMENT / "installed.txt"
FRONT_END_STAMP = NODE_MODULES / ".installed.txt"

# uv reads none of pip's settings, so a machine with its own index would be bypassed.
UV_NAMES_OF_PIP_OPTIONS = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


class SetupError(Exception):
    """Why the set-up cannot go on, as one sentence for the person at the terminal."""


def main(arguments: list[str]) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file meets old ones
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"setup: Python 3.11 or newer is needed and {sys.executable} is {version}; "
            "name another one with: make run PYTHON=python3.11"
        )
    lock_name, *command = arguments or ["base", "manage.py", "up"]
    try:
        prepare(lock_name)
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except PermissionError as error:
        sys.exit(f"setup: {error.filename} is not writable; run this as its owner.")
    except OSError as error:
        sys.exit(f"setup: {error.filename or ROOT} cannot be used: {error.strerror}.")
    except KeyboardInterrupt:
        sys.exit(130)
    os.chdir(ROOT)
    # Compiling is most of a start; what is compiled is kept, beside no source.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(ENVIRONMENT / "compiled")
    os.execv(BIN / "python", [str(BIN / "python"), *command])


def prepare(lock_name: str) -> None:
    """Install what is missing or out of date; raise SetupError when it cannot be."""
    if is_prepared(lock_name):
        return
    with one_setup_at_a_time(), ThreadPoolExecutor() as beside:
        # Each waits for the network mostly; without npm the one needs the other.
        early = beside.submit(install_front_end) if shutil.which("npm") else None
        make_environment()
        install_packages(lock_name)
        (early.result if early else install_front_end)()


def is_prepared(lock_name: str) -> bool:
    return (
        read(ENVIRONMENT_STAMP) == environment_fingerprint()
        and read(PACKAGES_STAMP) == packages_fingerprint(lock_to_install(lock_name))
        and read(FRONT_END_STAMP) == front_end_fingerprint()
    )


def lock_to_install(lock_name: str) -> str:
    """The dev set holds the base set, so an environment for tests stays one."""
    return "dev" if read(PACKAGES_STAMP).startswith("dev ") else lock_name


def environment_fingerprint() -> str:
    # A moved checkout needs a new environment: its scripts name their interpreter.
    return digest(sys.version, os.uname().machine, str(ROOT))


def packages_fingerprint(lock_name: str) -> str:
    locks = (lock_file(lock_name), lock_file("uv"))
    return f"{lock_name} {digest(environment_fingerprint(), *map(read, locks))}"


def front_end_fingerprint() -> str:
    return digest(read(ROOT / "package-lock.json"))


def lock_file(lock_name: str) -> Path:
    return REQUIREMENTS / f"{lock_name}.txt"


def make_environment() -> None:
    usable = (BIN / "python").exists()
    if usable and read(ENVIRONMENT_STAMP) == environment_fingerprint():
        return
    for stamp in (ENVIRONMENT_STAMP, PACKAGES_STAMP):
        stamp.unlink(missing_ok=True)
    python = getattr(sys, "_base_executable", sys.executable)
    venv = [python, "-m", "venv", "--clear", str(ENVIRONMENT)]
    if not succeeds(venv, show_failure=False):
        make_environment_without_ensurepip(venv)
    ENVIRONMENT_STAMP.write_text(environment_fingerprint())


def make_environment_without_ensurepip(venv: list[str]) -> None:
    """Debian splits ensurepip from Python; use what is at hand, or install it."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    uv = [shutil.which("uv") or "", "venv", "-q", "--seed", "--python", venv[0]]
    virtualenv = [shutil.which("virtualenv") or "", "-q", "--python", venv[0]]
    tools = [tool for tool in (uv, virtualenv) if tool[0]]
    if any(succeeds([*tool, str(ENVIRONMENT)]) for tool in tools):
        return
    if can_use_apt():
        say("Python's venv module is missing; installing it with apt")
        apt_install("python3-venv")
        if succeeds(venv):
            return
    raise SetupError(
        f"{venv[0]} cannot make a virtual environment; install its venv module "
        "(on Debian or Ubuntu: sudo apt install python3-venv)."
    )


def install_packages(lock_name: str) -> None:
    lock_name = lock_to_install(lock_name)
    if read(PACKAGES_STAMP) == packages_fingerprint(lock_name):
        return
    started = time.monotonic()
    say(f"installing the Python packages of requirements/{lock_name}.txt")
    PACKAGES_STAMP.unlink(missing_ok=True)
    locks = [str(lock_file(name)) for name in (lock_name, "uv")]
    if not (install_with_pip("uv") and install_with_uv("sync", *locks)):
        say("uv could not install them; trying pip, which takes longer")
        if not install_with_pip(lock_name):
            raise SetupError(
                f"requirements/{lock_name}.txt could not be installed, see above; "
                "check the network, or name a package index with PIP_INDEX_URL."
            )
    PACKAGES_STAMP.write_text(packages_fingerprint(lock_name))
    say(f"Python packages installed in {time.monotonic() - started:.1f} s")


def install_with_pip(lock_name: str) -> bool:
    pip = [str(BIN / "python"), "-m", "pip", "install", "-q", "--retries", "2"]
    return succeeds([*pip, "--require-hashes", "-r", str(lock_file(lock_name))])


def install_with_uv(how: str, *arguments: str) -> bool:
    uv = BIN / "uv"
    command = [str(uv), "pip", how, "-q", "--require-hashes", *arguments]
    return uv.exists() and succeeds(command, uv_settings())


def uv_settings() -> dict[str, str]:
    """Translate pip's settings, from its files and its variables, for uv."""
    settings = {
        "VIRTUAL_ENV": str(ENVIRONMENT),
        # As pip does; the hashes decide which file is the right one.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and os.listdir(paths.capath)):
        # uv's built-in list is not enough behind a proxy with its own authority.
        settings["UV_SYSTEM_CERTS"] = "1"
    options = pip_options()
    for option, (name, separator) in UV_NAMES_OF_PIP_OPTIONS.items():
        if option in options and name not in os.environ:
            settings[name] = separator.join(options[option].split())
    return settings


def pip_options() -> dict[str, str]:
    """Read pip's own view of its settings; a variable outranks a file."""
    command = [str(BIN / "python"), "-m", "pip", "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    found: dict[str, str] = {}
    for section in ("global.", "install.", ":env:."):
        for line in listing.stdout.splitlines():
            key, _, value = line.partition("=")
            if key.startswith(section):
                found[key[len(section) :]] = str(ast.literal_eval(value))
    return found


def install_front_end() -> None:
    if read(FRONT_END_STAMP) == front_end_fingerprint():
        return
    started = time.monotonic()
    settings = {"NODE_USE_SYSTEM_CA": "1", "npm_config_fetch_retry_maxtimeout": "10000"}
    npm = shutil.which("npm")
    if npm is None:
        say("Node.js is missing; installing it into the virtual environment")
        lock = str(lock_file("node"))
        if not (install_with_uv("install", "-r", lock) or install_with_pip("node")):
            raise SetupError("Node.js is missing and its package cannot be installed.")
        npm = str(BIN / "npm")
        settings["PATH"] = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    if not succeeds([npm, "ci", "--ignore-scripts", *quiet], settings):
        raise SetupError(
            "package-lock.json could not be installed, see above; check the network, "
            "or name a registry with NPM_CONFIG_REGISTRY."
        )
    FRONT_END_STAMP.write_text(front_end_fingerprint())
    say(f"front-end packages installed in {time.monotonic() - started:.1f} s")


def can_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install Debian packages as root, or raise SetupError."""
    settings = {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    # A fresh machine has no package lists yet, an old one has lists that are stale; one
    # source of many that does not answer is no reason to give up.
    succeeds([*apt, "update"], settings, show_failure=False)
    if not succeeds(install, settings):
        raise SetupError(f"apt-get install {' '.join(packages)} failed, see above.")


def succeeds(
    command: list[str],
    settings: dict[str, str] | None = None,
    show_failure: bool = True,
) -> bool:
    """Run a command quietly; show the end of what it said only when it fails."""
    environment = {**os.environ, **(settings or {})}
    finished = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if finished.returncode != 0 and show_failure:
        sys.stderr.write("\n".join(finished.stdout.splitlines()[-12:]) + "\n")
    return finished.returncode == 0


@contextlib.contextmanager
def one_setup_at_a_time() -> Iterator[None]:
    with (ROOT / ".setup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this checkout to finish")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def say(message: str) -> None:
    sys.stderr.write(f"setup: {message}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
