"""What must not run twice says so in one sentence."""

import socket
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from contactcenter.running.instance import claim, require_free_port

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


def test_port_in_use_is_named_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ImproperlyConfigured) as raised:
            require_free_port("PORT", port)
    assert str(raised.value).startswith(f"Port {port} is in use;")
    assert f"make run PORT={port + 1}" in str(raised.value)
    require_free_port("PORT", port)
