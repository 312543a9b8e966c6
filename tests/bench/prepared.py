"""Run tests/bench/prepare.py with the product's settings, and read what it says."""

import subprocess
import sys
from collections.abc import Mapping

from tests.bench import servers
from tests.support.processes import ROOT


def prepared(settings: Mapping[str, str], *what: str) -> str:
    """Return its output, one JSON value; raise ChildProcessError with its complaint."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.bench.prepare", *what],
        cwd=ROOT,
        env=servers.environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise ChildProcessError(finished.stderr)
    return finished.stdout
