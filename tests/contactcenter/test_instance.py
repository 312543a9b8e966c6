"""What must not run twice says so in one sentence."""

import socket
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from contactcenter.running.instance import HIGHEST_PORT, claim, require_free_port

CLAIM = """
import sys
from pathlib import Path
from contactcenter.running.instance import claim
claim(Path(sys.argv[1]))
print("claimed", flush=True)
sys.stdin.read()
"""


def test_second_process_is_refused_until_the_first_ends(tmp_path):
    first = subprocess.Popen(
        [sys.executable, "-c", CLAIM, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout.readline() == "claimed\n"
    with pytest.raises(ImproperlyConfigured, match=f"process {first.pid}"):
        claim(tmp_path)
    first.communicate()
    claim(tmp_path)


def test_same_process_may_ask_twice(tmp_path):
    claim(tmp_path)
    claim(tmp_path)


def test_port_in_use_is_named_with_one_that_is_free():
    with listener() as taken:
        port = taken.getsockname()[1]
        said = refusal(port)
        assert said.startswith(f"Port {port} is in use;")
        hint = int(said.rpartition("make run PORT=")[2])
        require_free_port("PORT", hint, others=())
    require_free_port("PORT", port, others=())


def test_the_port_that_is_named_is_none_that_the_product_takes_itself():
    with listener() as taken:
        port = taken.getsockname()[1]
        hint = int(refusal(port).rpartition("=")[2])
        assert int(refusal(port, hint).rpartition("=")[2]) > hint


def test_above_the_last_port_there_is_none_to_name():
    try:
        taken = listener(HIGHEST_PORT)
    except OSError:
        assert "make run" not in refusal(HIGHEST_PORT)
    else:
        with taken:
            assert "make run" not in refusal(HIGHEST_PORT)


def listener(port: int = 0) -> socket.socket:
    taken = socket.socket()
    taken.bind(("127.0.0.1", port))
    taken.listen()
    return taken


def refusal(port: int, *others: int) -> str:
    with pytest.raises(ImproperlyConfigured) as raised:
        require_free_port("PORT", port, others=others)
    return str(raised.value)
