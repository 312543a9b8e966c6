"""Signed-in pages, and the door, while hundreds post wrong passwords.

The baseline is the same page, asked for at the same pace, when nobody signs in.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.bench import life, servers, signing
from tests.bench.figures import Figure, percentile
from tests.bench.prepared import prepared

CONNECTIONS = 300
PAGE, DOOR, SIGN_IN = "/board/", "/webhooks/telnyx/", "/accounts/login/"
PER_SECOND = 5
# How much slower the floor may be for those who are signed in.
MOST_OF_QUIET = 2.0


def measure(*, quick: bool) -> Iterator[Figure]:
    seconds = 6 if quick else 20
    with tempfile.TemporaryDirectory() as folder:
        settings = servers.settings_for(Path(folder), provider_port=1)
        with servers.product(settings) as server:
            [session] = json.loads(prepared(settings, "people", "1", "1"))
            quiet = asyncio.run(latencies(server.port, session, seconds))
            flooded = asyncio.run(under_flood(server.port, session, seconds))
    for what in (PAGE, DOOR):
        usual, value = (percentile(one[what], 0.95) * 1000 for one in (quiet, flooded))
        yield Figure(
            f"flood: p95 of {what} while {CONNECTIONS} connections sign in wrongly",
            value,
            "ms",
            "the same, when nobody signs in",
            usual,
            f"≤ {MOST_OF_QUIET:g} of quiet",
            value <= MOST_OF_QUIET * usual,
        )


async def under_flood(port: int, session: str, seconds: int) -> dict[str, list[float]]:
    limits = httpx.Limits(max_connections=CONNECTIONS)
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=60) as client:
        token = str((await client.get(SIGN_IN)).cookies["csrf"])
        posting = [
            asyncio.create_task(keep_signing_in(client, token, number))
            for number in range(CONNECTIONS)
        ]
        await asyncio.sleep(2)
        found = await latencies(port, session, seconds)
        for one in posting:
            one.cancel()
        await asyncio.gather(*posting, return_exceptions=True)
    return found


async def keep_signing_in(client: httpx.AsyncClient, token: str, number: int) -> None:
    """Post wrong passwords as fast as they are refused, for names of one's own."""
    form = {"login": f"agent{number}", "password": "x", "csrfmiddlewaretoken": token}
    while True:
        await client.post(SIGN_IN, data=form)


async def latencies(port: int, session: str, seconds: int) -> dict[str, list[float]]:
    """Ask at a steady pace; return the seconds that answers took, by address."""
    found: dict[str, list[float]] = {PAGE: [], DOOR: []}
    base, cookies = f"http://127.0.0.1:{port}", {"session": session}
    async with httpx.AsyncClient(base_url=base, cookies=cookies, timeout=60) as client:
        await client.get(PAGE)

        async def ask() -> None:
            started = time.perf_counter()
            (await client.get(PAGE)).raise_for_status()
            found[PAGE].append(time.perf_counter() - started)

        async def post() -> None:
            event = life.CallLife(0).arrival()[0]
            body = json.dumps(event).encode()
            headers = signing.signature_of(body)
            started = time.perf_counter()
            answer = await client.post(DOOR, content=body, headers=headers)
            answer.raise_for_status()
            found[DOOR].append(time.perf_counter() - started)

        asked = []
        for _ in range(seconds * PER_SECOND):
            asked += [asyncio.create_task(ask()), asyncio.create_task(post())]
            await asyncio.sleep(1 / PER_SECOND)
        await asyncio.gather(*asked)
    return found
