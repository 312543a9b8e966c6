"""Events per second: stored, applied and announced; against one row and nothing else.

The mix is half the calls abandoned, from their first ring on, and half the calls served,
from the agent's ringing phone on (the time before was played beforehand), since a call
that is served needs a command of the product to belong to. All run side by side.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True)
class Speed:
    """Events per second: until the last was acknowledged, and until it was applied."""

    acknowledged: float
    applied: float


def measure(*, quick: bool) -> Iterator[Figure]:
    calls = 30 if quick else 80
    rounds = 1 if quick else 3
    yield from of_database("SQLite", "", calls, rounds)
    with temporary_postgres() as url:
        yield from of_database("PostgreSQL", url, calls, rounds)


def of_database(name: str, url: str, calls: int, rounds: int) -> Iterator[Figure]:
    """Measure product and baseline in turn, so that both meet the same neighbours."""
    bare, ours, door = [], [], []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            settings = servers.settings_for(
                Path(folder), provider_port=1, database_url=database_of(url, number)
            )
            bare.append(bare_speed(settings, calls))
            ours.append(product_speed(settings, calls))
            door.append(door_speed(settings, calls))
    baseline, applied = median(bare), median([one.applied for one in ours])
    yield Figure(
        f"ingest, {name}: stored, applied, announced",
        applied,
        "events/s",
        f"bare view, {name}",
        baseline,
        "≥ 1.0 of the bare view",
        applied >= baseline,
    )
    others = {
        "acknowledged while others are applied": median(
            [one.acknowledged for one in ours]
        ),
        "the door alone": median(door),
    }
    for what, value in others.items():
        title = f"ingest, {name}: {what}"
        yield Figure(title, value, "events/s", f"bare view, {name}", baseline)


def bare_speed(settings: dict[str, str], calls: int) -> float:
    with servers.bare(settings) as server:
        lives = [life.CallLife(number) for number in range(calls)]
        whole = [one.arrival() + one.abandonment() for one in lives]
        events = life.interleaved(whole, SIDE_BY_SIDE)
        requests = [signing.signed("/event", event) for event in events]
        started = time.perf_counter()
        load = asyncio.run(post_all(server.port, requests))
        seconds = time.perf_counter() - started
        refuse_refusals(load)
        assert server.get("/count") == str(len(requests))
    return len(requests) / seconds


def door_speed(settings: dict[str, str], calls: int) -> float:
    """Events per second that are verified, stored and acknowledged, and no more."""
    with servers.daphne("tests.bench.door_alone:application", settings, "/") as server:
        lives = [life.CallLife(number) for number in range(calls)]
        whole = [one.arrival() + one.abandonment() for one in lives]
        events = life.interleaved(whole, SIDE_BY_SIDE)
        requests = [signing.signed(DOOR, event) for event in events]
        started = time.perf_counter()
        load = asyncio.run(post_all(server.port, requests))
        seconds = time.perf_counter() - started
        refuse_refusals(load)
    return len(requests) / seconds


def product_speed(settings: dict[str, str], calls: int) -> Speed:
    with servers.product(settings) as server:
        prepared(settings, "people", "1", str(calls))
        with closing(Ledger(settings)) as ledger:
            requests = rehearsed(server, settings, ledger, calls)
            already = ledger.applied()
            started = time.perf_counter()
            load = asyncio.run(post_all(server.port, requests))
            acknowledged = time.perf_counter() - started
            ledger.wait_for(already + len(requests))
            finished = time.perf_counter() - started
        refuse_refusals(load)
    return Speed(len(requests) / acknowledged, len(requests) / finished)


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
