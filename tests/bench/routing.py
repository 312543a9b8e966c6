"""How long a decision takes, and that it does not take longer the more callers wait.

PostgreSQL with a thousand agents, all but a few talking. An agent has become available:
the caller who is next for them is found, among whoever is available the one to be asked
is chosen, with all reasons, and nothing is dialled. The first of a queue has German as a
need that no available agent meets, so a second queue is looked at too. It is measured
with 1,000 callers waiting and with 10,000; the baseline is one row read by its key.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import servers
from tests.bench.figures import Figure
from tests.support.processes import ROOT
from tests.support.services import temporary_postgres

FEW, MANY = 1_000, 10_000
DECIDE = """
import django
django.setup()
from tests.bench.deciding import main
main({}, {})
"""


def measure(*, quick: bool) -> Iterator[Figure]:
    decisions = 100 if quick else 1_000
    with temporary_postgres() as url, tempfile.TemporaryDirectory() as folder:
        settings = servers.settings_for(Path(folder), provider_port=1, database_url=url)
        few = decide(settings, FEW, decisions)
        many = decide(settings, MANY, decisions)
    for share in ("p50", "p99"):
        value = many[share] * 1000
        is_aim = share == "p99"
        yield Figure(
            f"routing {share}: a decision, 10,000 waiting and 1,000 agents",
            value,
            "ms",
            "a row by its key",
            many[f"row {share}"] * 1000,
            "≤ 5 ms" if is_aim else "",
            value <= 5 if is_aim else None,
        )
    growth = many["p50"] / few["p50"]
    yield Figure(
        "routing growth: ten times as many waiting",
        many["p50"] * 1000,
        "ms",
        "1,000 waiting",
        few["p50"] * 1000,
        "< 1.2 times",
        growth < 1.2,
    )


def decide(settings: dict[str, str], waiting: int, decisions: int) -> dict[str, float]:
    """Measure in a process of its own, which knows this database alone."""
    answer = subprocess.run(
        [sys.executable, "-c", DECIDE.format(waiting, decisions)],
        cwd=ROOT,
        env=servers.environment(settings),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found
