"""The media process beside the emulator's: real pipes, real ports."""

import os
import signal
import socket
import subprocess

import pytest

from tests.emulator.rtc.exchange import until
from tests.emulator.rtc.phone import Phone
from tests.emulator.stage import NUMBER
from tests.emulator.test_server import Process

START_SECS = 20
HOOK = "http://127.0.0.1:9/nobody"


@pytest.fixture
def emulator(tmp_path):
    one = Process(tmp_path, "--rtc-port", "0").wait()
    yield one
    one.stop()


async def gateway(emulator):
    def address():
        return emulator.get("/_emulator/health")["gateway"]

    await until(lambda: bool(address()), "the gateway", START_SECS)
    return address().removesuffix("/rtc").replace("ws:", "http:")


def children_of(pid):
    found = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


def post(emulator, path, **body):
    return emulator.post(path, **body)["data"]


async def registered(emulator, url, frequency):
    """A phone of a new credential, and what to dial."""
    app = emulator.post("/_emulator/reset", seed_demo=True, webhook_event_url=HOOK)
    connection = post(
        emulator, "/v2/credential_connections", connection_name="Browsers",
        user_name="browsers1", password="correct-horse",
        sip_uri_calling_preference="internal",
    )  # fmt: skip
    made = post(emulator, "/v2/telephony_credentials", connection_id=connection["id"])
    phone = Phone(url, frequency)
    await phone.connect()
    state = await phone.register(
        login=made["sip_username"], passwd=made["sip_password"]
    )
    assert state["state"] == "REGED"
    return phone, app["connection_id"], f"sip:{made['sip_username']}@sip.telnyx.com"


async def test_call_between_processes(emulator):
    url = await gateway(emulator)
    phone, app, uri = await registered(emulator, url, 440)
    dial = {"connection_id": app, "from": NUMBER, "to": uri}
    leg = post(emulator, "/v2/calls", **dial)["call_control_id"]
    await phone.ringing()
    await phone.answer()

    def legs():
        return emulator.get("/_emulator/world")["legs"]

    await until(lambda: legs()[0]["phase"] == "answered")
    path = f"/v2/calls/{leg}/actions"
    emulator.post(f"{path}/record_start", format="wav", channels="single")
    emulator.post(f"{path}/playback_start", media_name="hold", loop="infinity")
    await phone.listen(1)
    await phone.say("bye", cause="NORMAL_CLEARING")
    await until(lambda: legs()[0]["hangup_cause"] == "normal_clearing")
    await phone.close()


async def test_media_process_that_dies_is_started_again(emulator):
    url = await gateway(emulator)
    phone, app, uri = await registered(emulator, url, 0)
    dial = {"connection_id": app, "from": NUMBER, "to": uri}
    leg = post(emulator, "/v2/calls", **dial)["call_control_id"]
    await phone.ringing()
    (child,) = children_of(emulator.process.pid)
    os.kill(child, signal.SIGKILL)
    health = {"gateway": url}

    def is_gone():
        nonlocal health
        health = emulator.get("/_emulator/health")
        return health["gateway"] is None and health["registered"] == []

    await until(is_gone)
    (ended,) = emulator.get("/_emulator/world")["legs"]
    assert (ended["call_control_id"], ended["is_alive"]) == (leg, False)
    assert await gateway(emulator)
    await phone.close()


async def test_both_processes_end_together(emulator):
    await gateway(emulator)
    (child,) = children_of(emulator.process.pid)
    emulator.process.terminate()
    assert emulator.process.wait(10) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_port_in_use_is_one_clear_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        one = Process(tmp_path, "--rtc-port", port)
        _, said = one.process.communicate(timeout=20)
    assert one.process.returncode == 1
    assert said.decode().startswith(f"emulator: cannot listen on 127.0.0.1:{port}: ")
    assert said.count(b"\n") == 1
