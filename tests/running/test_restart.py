"""The one process of a small site is restarted while webhooks come in."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.support.migrated import place_migrated
from tests.support.processes import Process, free_port
from tests.support.signing import TELNYX_KEY, body_of, headers_of, public

UP = [sys.executable, "manage.py", "up"]
# What every process of the product imports before a line of its own runs.
LIBRARIES = (
    "allauth.account, celery.worker, channels.layers, daphne.server, "
    "django.core.management, django.http, httpx, nacl.signing, phonenumbers, "
    "pydantic_settings"
)
BARE = [sys.executable, "-c", f"import {LIBRARIES}"]
SECONDS_TO_START = 120
# Telnyx asks again after some two and four seconds (Telnyx: Voice API webhooks). Where
# a bare start takes one second that is within five; a slower machine, or one that works
# for others meanwhile, is slower with both.
BARE_STARTS_WITHOUT_ANSWER = 5
BARE_STARTS_OF_WORK = 3
TRIES = 4


@dataclass(frozen=True)
class Took:
    """Seconds that went by, and those in which the processor worked on it."""

    seconds: float
    work: float

    def over(self, bare: "Took") -> "Took":
        return Took(self.seconds / bare.seconds, self.work / bare.work)


@pytest.fixture
def settings(tmp_path):
    port, data = str(free_port()), tmp_path / "data"
    data.mkdir()
    return {
        "PORT": port,
        "DATA_DIR": str(data),
        "TELNYX_API_KEY": "KEY_OF_AN_ACCOUNT",
        "TELNYX_PUBLIC_KEY": public(TELNYX_KEY),
        # Nobody is there: whether Telnyx answers is of no account to the door.
        "TELNYX_BASE_URL": f"http://127.0.0.1:{free_port()}/v2",
    }


def webhook_is_answered(settings) -> bool:
    body = body_of("call.cost")
    address = f"http://127.0.0.1:{settings['PORT']}/webhooks/telnyx/"
    try:
        answer = httpx.post(address, content=body, headers=headers_of(body), timeout=5)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def start(settings, tmp_path, name: str) -> Process:
    return Process(UP, log=tmp_path / name, settings=settings)


def until_answered(process: Process, settings) -> Took:
    started = time.monotonic()
    process.wait_until(lambda: webhook_is_answered(settings), SECONDS_TO_START)
    used = psutil.Process(process.pid).cpu_times()
    return Took(time.monotonic() - started, used.user + used.system)


def until_ended(process: Process) -> Took:
    started = time.monotonic()
    product = psutil.Process(process.pid)
    os.kill(process.pid, signal.SIGTERM)
    product.wait(SECONDS_TO_START)
    return Took(time.monotonic() - started, 0)


def bare_start() -> Took:
    started = time.monotonic()
    process = subprocess.Popen(BARE)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Took(time.monotonic() - started, used.ru_utime + used.ru_stime)


def restarts(settings, tmp_path) -> Iterator[Took]:
    """Restart the product again and again; yields each as a multiple of a bare start."""
    place_migrated(Path(settings["DATA_DIR"]) / "db.sqlite3")
    with ExitStack() as stack:
        process = stack.enter_context(start(settings, tmp_path, "0.log"))
        until_answered(process, settings)
        for number in range(1, TRIES + 1):
            bare = bare_start()
            ended = until_ended(process)
            process = stack.enter_context(start(settings, tmp_path, f"{number}.log"))
            answered = until_answered(process, settings)
            yield Took(ended.seconds + answered.seconds, answered.work).over(bare)


def test_webhooks_are_answered_again_before_telnyx_gives_up(settings, tmp_path):
    """The best of some tries counts: the others say what the machine did besides."""
    told = []
    for restart in restarts(settings, tmp_path):
        told.append(restart)
        if (
            restart.seconds < BARE_STARTS_WITHOUT_ANSWER
            and restart.work < BARE_STARTS_OF_WORK
        ):
            return
    pytest.fail(f"multiples of a bare start: {told}")
