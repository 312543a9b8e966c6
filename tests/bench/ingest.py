"""Events per second: stored, applied and announced; against one row and nothing else.

The mix is half the calls abandoned, from their first ring on, and half the calls served,
from the agent's ringing phone on (the time before was played beforehand), since a call
that is served needs a command of the product to belong to. All run side by side.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from tests.bench import life, servers, signing
from tests.bench.figures import Figure
from tests.bench.ledger import Ledger
from tests.bench.load import Load, post_all
from tests.bench.prepared import prepared
from tests.bench.servers import Server
from tests.support.services import temporary_postgres

DOOR = "/webhooks/telnyx/"
SIDE_BY_SIDE = 50
# How fast the product has to be, beside a view that stores one row and does no more.
LEAST_OF_BARE = {"SQLite": 1.1, "PostgreSQL": 1.0}


@dataclass(frozen=True)
class Speed:
    """Events per second: until the last was acknowledged, and until it was applied.

    `processor` is the time that the web process used for one event, in milliseconds.
    """

    acknowledged: float
    applied: float
    processor: float


def measure(*, quick: bool) -> Iterator[Figure]:
    calls = 30 if quick else 80
    rounds = 1 if quick else 3
    yield from of_database("SQLite", "", calls, rounds)
    with temporary_postgres() as url:
        yield from of_database("PostgreSQL", url, calls, rounds)


def of_database(name: str, url: str, calls: int, rounds: int) -> Iterator[Figure]:
    """Measure product and baseline in turn, so that both meet the same neighbours."""
    bare: list[Speed] = []
    ours: list[Speed] = []
    door: list[Speed] = []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            settings = servers.settings_for(
                Path(folder), provider_port=1, database_url=database_of(url, number)
            )
            bare.append(bare_speed(settings, calls))
            ours.append(product_speed(settings, calls))
            door.append(door_speed(settings, calls))
    baseline = median([one.applied for one in bare])
    applied = median([one.applied for one in ours])
    least = LEAST_OF_BARE[name]
    yield Figure(
        f"ingest, {name}: stored, applied, announced",
        applied,
        "events/s",
        f"bare view, {name}",
        baseline,
        f"≥ {least} of the bare view",
        applied >= least * baseline,
    )
    others = {
        "acknowledged while others are applied": [one.acknowledged for one in ours],
        "the door alone": [one.applied for one in door],
    }
    for what, values in others.items():
        title = f"ingest, {name}: {what}"
        yield Figure(title, median(values), "events/s", f"bare view, {name}", baseline)
    yield Figure(
        f"ingest, {name}: processor time of the web process for one event",
        median([one.processor for one in ours]),
        "ms",
        f"bare view, {name}",
        median([one.processor for one in bare]),
    )


def processor_seconds(server: Server) -> float:
    """The processor time that a server's process has used since it began."""
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)


def bare_speed(settings: dict[str, str], calls: int) -> Speed:
    with servers.bare(settings) as server:
        lives = [life.CallLife(number) for number in range(calls)]
        whole = [one.arrival() + one.abandonment() for one in lives]
        events = life.interleaved(whole, SIDE_BY_SIDE)
        requests = [signing.signed("/event", event) for event in events]
        speed = speed_of(server, requests)
        assert server.get("/count") == str(len(requests))
    return speed


def door_speed(settings: dict[str, str], calls: int) -> Speed:
    """Events per second that are verified, stored and acknowledged, and no more."""
    with servers.daphne("tests.bench.door_alone:application", settings, "/") as server:
        lives = [life.CallLife(number) for number in range(calls)]
        whole = [one.arrival() + one.abandonment() for one in lives]
        events = life.interleaved(whole, SIDE_BY_SIDE)
        return speed_of(server, [signing.signed(DOOR, event) for event in events])


def product_speed(settings: dict[str, str], calls: int) -> Speed:
    with servers.product(settings) as server:
        prepared(settings, "people", "1", str(calls))
        with closing(Ledger(settings)) as ledger:
            requests = rehearsed(server, settings, ledger, calls)
            already = ledger.applied()
            return speed_of(
                server, requests, lambda: ledger.wait_for(already + len(requests))
            )


def speed_of(
    server: Server, requests: list[bytes], wait: Callable[[], None] = lambda: None
) -> Speed:
    """Post the requests; the events are applied when `wait` returns."""
    used = processor_seconds(server)
    started = time.perf_counter()
    load = asyncio.run(post_all(server.port, requests))
    acknowledged = time.perf_counter() - started
    wait()
    finished = time.perf_counter() - started
    used = processor_seconds(server) - used
    refuse_refusals(load)
    count = len(requests)
    return Speed(count / acknowledged, count / finished, used / count * 1000)


def rehearsed(
    server: Server, settings: dict[str, str], ledger: Ledger, calls: int
) -> list[bytes]:
    """Let the served calls come as far as an agent's phone; return what follows."""
    served = [life.CallLife(number) for number in range(calls)]
    arrivals = life.interleaved([one.arrival() for one in served], SIDE_BY_SIDE)
    requests = [signing.signed(DOOR, event) for event in arrivals]
    refuse_refusals(asyncio.run(post_all(server.port, requests)))
    ledger.wait_for(len(requests))
    commands = json.loads(prepared(settings, "offers"))
    for one in served:
        one.command_id = commands[one.session_id]
    abandoned = [life.CallLife(calls + number) for number in range(calls)]
    lives = [
        events
        for one, other in zip(served, abandoned, strict=True)
        for events in (one.service(), other.arrival() + other.abandonment())
    ]
    return [signing.signed(DOOR, one) for one in life.interleaved(lives, SIDE_BY_SIDE)]


def database_of(url: str, number: int) -> str:
    """A database of its own for each round; "" stays the file below DATA_DIR."""
    if not url:
        return ""
    name = f"round_{number}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


def refuse_refusals(load: Load) -> None:
    if load.refused:
        raise AssertionError(f"{len(load.refused)} were refused: {load.refused[0]!r}")


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
