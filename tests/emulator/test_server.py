"""The emulator as a process: real sockets, real time."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import httpx
import pytest
from aiohttp import web

from tests.emulator.stage import CARL, KEY, NUMBER

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Process:
    """``python -m emulator`` on a free port."""

    def __init__(self, data_dir, *options):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = [
            sys.executable, "-m", "emulator", "--port", str(self.port),
            "--data-dir", str(data_dir), *options,
        ]  # fmt: skip
        if "--rtc-port" not in options:
            self.command.append("--no-rtc")
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def wait(self):
        self.process.stdout.readline()
        return self

    def get(self, path):
        return httpx.get(self.url + path).raise_for_status().json()

    def post(self, path, **body):
        answer = httpx.post(self.url + path, json=body, headers=KEY)
        return answer.raise_for_status().json()

    def token(self, credential_id):
        path = f"/v2/telephony_credentials/{credential_id}/token"
        return httpx.post(self.url + path, headers=KEY).raise_for_status().text

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=10)


@pytest.fixture
def start(tmp_path):
    started = []

    def begin(*options):
        started.append(Process(tmp_path, *options).wait())
        return started[-1]

    yield begin
    for one in started:
        one.stop()


class Hook:
    """A webhook receiver on a real socket."""

    def __init__(self):
        self.received: list[tuple[dict, str]] = []
        self.statuses: list[int] = []
        self.arrived = asyncio.Event()

    async def __aenter__(self) -> "Hook":
        app = web.Application()
        app.router.add_post("/hook", self._receive)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        port = free_port()
        await web.TCPSite(self.runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{port}/hook"
        return self

    async def __aexit__(self, *_):
        await self.runner.cleanup()

    async def _receive(self, request):
        self.received.append((await request.json(), request.headers["User-Agent"]))
        self.arrived.set()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def until(self, event_type):
        """The payload of the next webhook of this type."""
        async with asyncio.timeout(10):
            while True:
                for content, _ in self.received:
                    if content["data"]["event_type"] == event_type:
                        return content["data"]["payload"]
                self.arrived.clear()
                await self.arrived.wait()


async def call(session, emulator, path, **body):
    async with session.post(emulator.url + path, json=body, headers=KEY) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def test_call_through_real_sockets(start):
    emulator = start()
    async with Hook() as hook, aiohttp.ClientSession() as session:
        hook.statuses = [500]
        await call(
            session, emulator, "/_emulator/reset", seed_demo=True,
            webhook_event_url=hook.url,
        )  # fmt: skip
        await call(session, emulator, "/_emulator/callees", address="*", after_secs=0.1)
        ids = {"from": CARL, "to": NUMBER}
        carl = await call(session, emulator, "/_emulator/inbound_calls", **ids)
        path = f"/v2/calls/{carl['call_control_id']}/actions"
        await call(session, emulator, f"{path}/answer")
        await hook.until("call.answered")
        await call(session, emulator, f"{path}/enqueue", queue_name="support")
        enqueued = await hook.until("call.enqueued")
        assert enqueued["current_position"] == 1
        assert {agent for _, agent in hook.received} == {"telnyx-webhooks"}
        entries = (await call_journal(session, emulator))["entries"]
        first = next(e for e in entries if e["kind"] == "event")
        assert first["deliveries"][0]["status"] == 500


async def call_journal(session, emulator):
    async with session.get(emulator.url + "/_emulator/journal") as answer:
        return await answer.json()


async def test_slow_receiver_times_out_and_is_tried_again(start):
    emulator = start("--manual-clock")
    async with Hook() as hook, aiohttp.ClientSession() as session:
        answer = await call(
            session, emulator, "/_emulator/reset", seed_demo=True,
            webhook_event_url="http://127.0.0.1:9/nobody",
        )  # fmt: skip
        app = {
            "application_name": "x", "webhook_event_url": "http://127.0.0.1:9/nobody",
            "webhook_event_failover_url": hook.url, "webhook_api_version": "2",
        }  # fmt: skip
        path = f"/v2/call_control_applications/{answer['connection_id']}"
        async with session.patch(emulator.url + path, json=app, headers=KEY) as patched:
            assert patched.status == 200
        ids = {"from": CARL, "to": NUMBER}
        await call(session, emulator, "/_emulator/inbound_calls", **ids)
        await call(session, emulator, "/_emulator/clock", advance_secs=5)
        assert len(hook.received) == 1
        content, _ = hook.received[0]
        assert content["meta"] == {"attempt": 4, "delivered_to": hook.url}


def test_start_is_quick_and_the_key_survives_a_restart(start):
    begin = time.monotonic()
    first = start()
    key = first.get("/_emulator/public_key")
    assert time.monotonic() - begin < 5
    first.stop()
    assert start().get("/_emulator/public_key") == key


def test_port_in_use_is_one_clear_sentence(start, tmp_path):
    first = start()
    second = subprocess.run(first.command, cwd=ROOT, capture_output=True, check=False)
    assert second.returncode == 1
    assert second.stderr.decode().startswith(
        f"emulator: cannot listen on 127.0.0.1:{first.port}: "
    )
    assert second.stderr.count(b"\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_it(start, number):
    emulator = start()
    emulator.process.send_signal(number)
    assert emulator.process.wait(10) == 0


def test_it_never_outlives_its_starter(start):
    starter = subprocess.Popen(["sleep", "60"])
    emulator = start("--exit-with-parent", str(starter.pid))
    starter.kill()
    starter.wait()
    assert emulator.process.wait(10) == 0


def test_recording_is_downloaded_from_its_own_port(start):
    emulator = start("--manual-clock")
    emulator.post(
        "/_emulator/reset", seed_demo=True, webhook_event_url="http://127.0.0.1:9/"
    )
    ids = {"from": CARL, "to": NUMBER}
    carl = emulator.post("/_emulator/inbound_calls", **ids)["call_control_id"]
    for action, body in (
        ("answer", {}),
        ("record_start", {"format": "mp3", "channels": "dual"}),
        ("hangup", {}),
    ):
        emulator.post(f"/v2/calls/{carl}/actions/{action}", **body)
        emulator.post("/_emulator/clock", advance_secs=2)
    listed = httpx.get(f"{emulator.url}/v2/recordings", headers=KEY).json()
    url = listed["data"][0]["download_urls"]["mp3"]
    assert url.startswith(emulator.url)
    answer = httpx.get(url)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.content) > 5_000


def test_settings_come_from_the_environment(tmp_path):
    environment = {
        **os.environ,
        "EMULATOR_PORT": str(free_port()),
        "EMULATOR_DATA_DIR": str(tmp_path),
        "EMULATOR_API_KEY": "KEY_OTHER",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "emulator"], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    line = process.stdout.readline().decode()
    process.terminate()
    process.communicate(timeout=10)
    port = environment["EMULATOR_PORT"]
    assert line == f"emulator: http://127.0.0.1:{port}/v2  key KEY_OTHER\n"
