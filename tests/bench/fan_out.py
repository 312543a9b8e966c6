"""What one change costs when 1, 100 or 500 screens show it.

A caller hangs up, so one row leaves the list of waiting callers: how often is that list
rendered, and how much processor time goes into each screen that has to be told? The
baseline sends a short text to as many sockets of a bare Channels consumer.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psutil

from tests.bench import life, load, servers, signing
from tests.bench.figures import Figure
from tests.bench.ledger import Ledger
from tests.bench.prepared import prepared
from tests.bench.screens import open_sockets
from tests.bench.servers import Server

SCREENS = (1, 100, 500)
CHANGES = 15
SECONDS_APART = 0.4
WAITING = "waiting-callers"
DOOR = "/webhooks/telnyx/"
SOCKETS_PER_PERSON = 20


@dataclass(frozen=True)
class Cost:
    """Of one change: renderings of the list, processor seconds of the server."""

    renders: float
    seconds: float


def measure(*, quick: bool) -> Iterator[Figure]:
    sizes = SCREENS[:2] if quick else SCREENS
    with tempfile.TemporaryDirectory() as folder:
        settings = servers.settings_for(Path(folder), provider_port=1)
        with servers.bare(settings) as server:
            echo = {size: asyncio.run(echo_cost(server, size)) for size in sizes}
        with servers.product(settings, "tests.bench.watched:application") as server:
            people = max(sizes) // SOCKETS_PER_PERSON + 1
            sessions = json.loads(prepared(settings, "people", str(people), "1"))
            callers = waiting_callers(server, Ledger(settings), CHANGES * len(sizes))
            ours = {
                size: asyncio.run(board_cost(server, sessions, size, callers))
                for size in sizes
            }
    yield from figures(ours, echo)


def figures(ours: dict[int, Cost], echo: dict[int, float]) -> Iterator[Figure]:
    for size, cost in ours.items():
        yield Figure(
            f"renderings of the list for one change, {size} screens",
            cost.renders,
            "times",
            "one per change and process",
            1.0,
            "≤ 1.1",
            cost.renders <= 1.1,
        )
    first, *larger = ours
    for size in larger:
        added = size - first
        yield Figure(
            f"processor time for one change on one more screen, {size} screens",
            max(0.0, ours[size].seconds - ours[first].seconds) / added * 1e6,
            "µs",
            "bare Channels echo",
            max(0.0, echo[size] - echo[first]) / added * 1e6,
        )


def waiting_callers(server: Server, ledger: Ledger, number: int) -> Iterator[bytes]:
    """Let callers wait in line; return the requests by which they hang up."""
    lives = [life.CallLife(index) for index in range(number)]
    arrivals = life.interleaved([one.arrival() for one in lives], 10)
    requests = [signing.signed(DOOR, event) for event in arrivals]
    asyncio.run(load.post_all(server.port, requests, 4))
    ledger.wait_for(len(requests))
    return (signing.signed(DOOR, one.hangup(one.customer)) for one in lives)


async def board_cost(
    server: Server, sessions: Sequence[str], size: int, callers: Iterator[bytes]
) -> Cost:
    cookies = [
        f"session={sessions[index // SOCKETS_PER_PERSON]}" for index in range(size)
    ]
    board = open_sockets(server.port, "/live/board/", cookies, answers=True)
    async with board as sockets:
        await asyncio.sleep(3)
        sockets.frames = 0
        rendered = await asyncio.to_thread(renders, server)
        seconds = await cost_of(server, callers)
        rendered = await asyncio.to_thread(renders, server) - rendered
        if sockets.frames < size * CHANGES:
            raise AssertionError(f"{sockets.frames} frames for {size} screens")
    return Cost(rendered / CHANGES, seconds)


async def echo_cost(server: Server, size: int) -> float:
    texts = (load.request("/echo", f"Caller {one}".encode(), {}) for one in count())
    async with open_sockets(server.port, "/socket", [""] * size, answers=False):
        await asyncio.sleep(1)
        return await cost_of(server, texts)


async def cost_of(server: Server, changes: Iterator[bytes]) -> float:
    """Processor seconds of the server for each of CHANGES requests, posted apart."""
    process = psutil.Process(server.process.pid)
    before = process.cpu_times()
    for _ in range(CHANGES):
        await load.post_all(server.port, [next(changes)], 1)
        await asyncio.sleep(SECONDS_APART)
    after = process.cpu_times()
    used = after.user + after.system - before.user - before.system
    return float(used) / CHANGES


def renders(server: Server) -> int:
    return int(json.loads(server.get("/bench/renders")).get(WAITING, 0))
