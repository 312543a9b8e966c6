"""`make run` where nothing has been set up yet, as a newcomer meets it."""

import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.support.processes import Process, accepts_connections, free_port

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def fresh_checkout(tmp_path):
    """The files that git knows or would add, and nothing that set-up made."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "checkout" / name)
    return tmp_path / "checkout"


@pytest.mark.long
@pytest.mark.timeout(300)
def test_fresh_checkout_starts_and_ctrl_c_leaves_nothing(fresh_checkout, tmp_path):
    port, emulator_port = free_port(), free_port()
    settings = {
        "PORT": str(port),
        "EMULATOR_PORT": str(emulator_port),
        "DATA_DIR": str(tmp_path / "data"),
    }
    make_run = ["make", "-C", str(fresh_checkout), "run"]
    with Process(make_run, log=tmp_path / "log", settings=settings) as run:
        run.wait_until(lambda: accepts_connections(port), 240)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            assert page.status == 200
        family = psutil.Process(run.pid).children(recursive=True)
        for process in family:
            process.send_signal(signal.SIGINT)
        run.wait_until(lambda: not accepts_connections(port), 15)
        psutil.wait_procs(family, timeout=15)
    assert [process.pid for process in family if process.is_running()] == []
    assert not accepts_connections(emulator_port)
