"""Start programs for a test, and be sure that none outlives it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent.parent


class Process:
    """A program under a guard; it ends with the test run, however that ends.

    `stop_signal` is what the guard sends ("TERM", "INT", "QUIT"); `user` is a pair of
    user and group id to run as; the folders in `remove` go when the program is gone.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        settings: Mapping[str, str] | None = None,
        stop_signal: str = "TERM",
        user: tuple[int, int] | None = None,
        remove: Sequence[Path] = (),
    ) -> None:
        self.command = list(command)
        self.log = log
        options = ["--log", str(log), "--signal", stop_signal]
        options += [f"--remove={folder}" for folder in remove]
        if user is not None:
            options += [f"--user={user[0]}", f"--group={user[1]}"]
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "tests.support.guard", *options, "--", *command],
            cwd=ROOT,
            env={**os.environ, **(settings or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._guard.stdout is not None
        self.pid = int(self._guard.stdout.readline() or 0)
        if self.pid == 0:
            raise OSError(f"{self.command[0]} could not be started")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def is_running(self) -> bool:
        return self._guard.poll() is None

    def stop(self) -> int:
        """End the program politely and return its exit code; stopping twice is fine."""
        for pipe in (self._guard.stdin, self._guard.stdout):
            assert pipe is not None
            pipe.close()
        return self._guard.wait()

    def interrupt(self) -> None:
        """Do what Ctrl-C does in a terminal."""
        os.kill(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """Let the program die without a chance to tidy up."""
        os.kill(self.pid, signal.SIGKILL)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait for `ready`; an early end or a late start raises with the log's end."""
        deadline = time.monotonic() + seconds
        while not ready():
            tail = "\n".join(self.output().splitlines()[-20:])
            if not self.is_running():
                raise ChildProcessError(f"{self.command[0]} ended early:\n{tail}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.command[0]} is not ready:\n{tail}")
            time.sleep(0.02)


def free_port() -> int:
    """Return a port on 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
