"""`manage.py up` as a process: it says what is wrong, and it ends without a trace."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.support.processes import ROOT, Process, accepts_connections, free_port
from tests.support.services import temporary_redis

UP = [sys.executable, "manage.py", "up"]
PUBLIC_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
MEBIBYTE = b"a" * (1 << 20)


def settings_for(folder, **more: str) -> dict[str, str]:
    return {
        "PORT": str(free_port()),
        "EMULATOR_PORT": str(free_port()),
        "DATA_DIR": str(folder / "data"),
        **more,
    }


def failure(settings: dict[str, str]) -> str:
    """Start it, and return what it says when it ends at once."""
    finished = subprocess.run(
        UP,
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode != 0
    return finished.stderr


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("up")
    settings = settings_for(folder)
    with Process(UP, log=folder / "log", settings=settings) as process:
        process.wait_until(lambda: "Ctrl-C" in process.output(), 60)
        yield process, settings


def test_it_says_where_it_is_and_how_to_sign_in(running):
    process, settings = running
    output = process.output()
    assert f"http://127.0.0.1:{settings['PORT']}/" in output
    assert "agent1 to agent24" in output
    password = Path(settings["DATA_DIR"], "demo_password").read_text()
    assert f"Password        {password}\n" in output


def test_second_start_on_the_same_data_is_refused(running):
    _, settings = running
    said = failure({**settings, "PORT": str(free_port())})
    [sentence] = [line for line in said.splitlines() if "already runs" in line]
    assert settings["DATA_DIR"] in sentence


def test_port_in_use_is_one_sentence(running, tmp_path):
    _, settings = running
    said = failure(settings_for(tmp_path, PORT=settings["PORT"]))
    assert re.fullmatch(
        f"Port {settings['PORT']} is in use; stop what listens there, or choose "
        r"another one: make run PORT=\d+\n",
        said,
    )


def test_emulators_port_in_use_is_one_sentence(running, tmp_path):
    _, settings = running
    said = failure(settings_for(tmp_path, EMULATOR_PORT=settings["EMULATOR_PORT"]))
    assert re.search(r"make run EMULATOR_PORT=\d+\n", said)
    assert "Traceback" not in said


def test_wrong_settings_are_sentences(tmp_path):
    said = failure(settings_for(tmp_path, TELNYX_API_KEY="KEY1", PUBLIC_URL="here"))
    assert [line.split()[0] for line in said.splitlines()] == [
        "PUBLIC_URL",
        "TELNYX_API_KEY",
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"REDIS_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": "k" * 40},
            "The Redis of REDIS_URL does not answer: ",
        ),
        (
            {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"},
            "The database of DATABASE_URL cannot be opened: ",
        ),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR cannot be written to: "),
        (
            {"DATA_DIR": "/proc/nowhere", "SECRET_KEY": "k" * 40},
            "DATA_DIR cannot be written to: ",
        ),
    ],
)
def test_what_cannot_be_reached_is_a_sentence(tmp_path, wrong, sentence):
    said = failure(settings_for(tmp_path, **wrong))
    assert said.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in said


def test_it_ends_although_redis_has_gone(tmp_path):
    with temporary_redis() as url:
        settings = settings_for(tmp_path, REDIS_URL=url, SECRET_KEY="k" * 40)
        process = Process(UP, log=tmp_path / "log", settings=settings)
        process.wait_until(lambda: "Ctrl-C" in process.output(), 60)
    product = psutil.Process(process.pid)
    family = [product, *product.children(recursive=True)]
    product.terminate()
    _, alive = psutil.wait_procs(family, timeout=20)
    process.stop()
    assert alive == []


def send_much(connection: http.client.HTTPConnection) -> None:
    for _ in range(100):
        connection.send(MEBIBYTE)


def test_body_that_is_too_large_is_refused_before_it_is_read(running):
    process, settings = running
    before = psutil.Process(process.pid).memory_info().rss
    connection = http.client.HTTPConnection("127.0.0.1", int(settings["PORT"]))
    connection.putrequest("POST", "/accounts/login/")
    connection.putheader("Content-Length", str(100 << 20))
    connection.endheaders()
    with closing(connection), pytest.raises((BrokenPipeError, ConnectionResetError)):
        send_much(connection)
    assert psutil.Process(process.pid).memory_info().rss - before < 20 << 20


def test_ctrl_c_leaves_no_process(tmp_path):
    settings = settings_for(tmp_path)
    with Process(UP, log=tmp_path / "log", settings=settings) as process:
        process.wait_until(lambda: "Ctrl-C" in process.output(), 60)
        family = [psutil.Process(process.pid)]
        family += family[0].children(recursive=True)
        assert len(family) == 3, "product, emulator, and its media process"
        process.interrupt()
        _, alive = psutil.wait_procs(family, timeout=15)
    assert alive == []
    assert not accepts_connections(int(settings["EMULATOR_PORT"]))


def test_emulator_that_dies_is_started_again(tmp_path):
    settings = settings_for(tmp_path)
    with Process(UP, log=tmp_path / "log", settings=settings) as process:
        process.wait_until(lambda: "Ctrl-C" in process.output(), 60)
        port = int(settings["EMULATOR_PORT"])
        [emulator] = psutil.Process(process.pid).children()
        emulator.send_signal(signal.SIGKILL)
        emulator.wait(10)
        process.wait_until(lambda: accepts_connections(port), 30)
        assert "The emulator ended; it is started again." in process.output()


def test_product_that_is_killed_takes_the_emulator_along(tmp_path):
    settings = settings_for(tmp_path)
    with Process(UP, log=tmp_path / "log", settings=settings) as process:
        process.wait_until(lambda: "Ctrl-C" in process.output(), 60)
        [emulator] = psutil.Process(process.pid).children()
        process.kill()
        emulator.wait(15)
    assert not accepts_connections(int(settings["EMULATOR_PORT"]))


def test_with_an_api_key_there_is_no_emulator_and_no_demo(tmp_path):
    settings = settings_for(
        tmp_path, TELNYX_API_KEY="KEY1", TELNYX_PUBLIC_KEY=PUBLIC_KEY
    )
    with Process(UP, log=tmp_path / "log", settings=settings) as process:
        process.wait_until(lambda: "Ctrl-C" in process.output(), 60)
        time.sleep(0.2)
        assert psutil.Process(process.pid).children() == []
        assert "agent1" not in process.output()
        assert not (tmp_path / "data" / "demo_password").exists()
