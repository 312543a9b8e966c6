"""The emulator as a process of its own, started and stopped with the product."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from django.core.management.base import CommandError

SECONDS_TO_START = 20
SECONDS_TO_STOP = 3


class EmulatorProcess:
    """Answers on 127.0.0.1 at `port`, and browsers telephone at `rtc_port`.

    `root` is the checkout that holds its package, `data_dir` keeps its signing key.
    """

    def __init__(self, port: int, rtc_port: int, *, root: Path, data_dir: Path) -> None:
        self.port = port
        self.rtc_port = rtc_port
        self.url = f"http://127.0.0.1:{port}/_emulator"
        self.root = root
        self.data_dir = data_dir
        self.is_stopping = False
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {
            "--port": self.port,
            "--rtc-port": self.rtc_port,
            "--data-dir": self.data_dir,
            # Another one each time: ids of calls must not come back.
            "--seed": secrets.randbelow(1_000_000),
            # It must not outlive a product that is killed.
            "--exit-with-parent": os.getpid(),
        }
        words = [str(word) for option in options.items() for word in option]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "emulator", *words],
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # Ctrl-C reaches the whole group; the product has to end first.
            start_new_session=True,
        )

    def wait(self) -> None:
        """Return once it answers; raise CommandError when it does not."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            self.require_running()
            try:
                httpx.get(f"{self.url}/health", timeout=1).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.02)
            else:
                return
        raise CommandError(f"The emulator did not answer in {SECONDS_TO_START} s.")

    def require_running(self) -> None:
        if self.process is not None and self.process.poll() is not None:
            raise CommandError(
                f"The emulator ended with status {self.process.returncode}, see above."
            )

    def public_key(self) -> str:
        """Return the key, in Base64, that its webhooks are signed with."""
        answer = httpx.get(f"{self.url}/public_key", timeout=5)
        key: Any = answer.raise_for_status().json()
        return str(key["public_key"])

    def start_traffic(self, **traffic: Any) -> None:
        """Let simulated callers call; see emulator/README.md for the parameters."""
        answer = httpx.post(f"{self.url}/traffic", json=traffic, timeout=5)
        answer.raise_for_status()

    def call_in(self, **call: Any) -> None:
        """Let somebody call; see emulator/README.md for the parameters."""
        answer = httpx.post(f"{self.url}/inbound_calls", json=call, timeout=5)
        answer.raise_for_status()

    def wait_for_end(self) -> None:
        if self.process is not None:
            self.process.wait()

    def ask_to_end(self) -> None:
        self.is_stopping = True
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        """Return once it has ended."""
        if self.process is None:
            return
        self.ask_to_end()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
