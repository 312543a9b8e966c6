"""From a posted webhook to the changed row in Chromium, beside 99 other screens.

Calls come and go, so many events a second; measured is when a caller who has heard
the greeting stands in the list. The baseline is a bare Channels echo: as many posts a
second, each sent as it is to as many sockets, one of them a page that shows it.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import life, load, servers, signing
from tests.bench.figures import Figure, percentile
from tests.bench.prepared import prepared
from tests.bench.screens import chromium_page, open_sockets, seen_at

SCREENS = 100
# A burst, and the events of the busy hour of a large contact center.
BURST, BUSY_HOUR = 50, 7
# Seconds from one event of a life to the next.
SECONDS_APART = 0.5
DOOR = "/webhooks/telnyx/"


def measure(*, quick: bool) -> Iterator[Figure]:
    for per_second, calls in ((BURST, 150), (BUSY_HOUR, 30)):
        yield from at_rate(per_second, calls // 3 if quick else calls)


def at_rate(per_second: int, calls: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = servers.settings_for(Path(folder), provider_port=1)
        with servers.bare(settings) as server:
            echo = asyncio.run(echo_delays(server.port, per_second, calls * 3))
        with servers.product(settings) as server:
            sessions = json.loads(prepared(settings, "people", "10", "1"))
            cookies = [f"session={key}" for key in sessions]
            ours = asyncio.run(row_delays(server.port, cookies, per_second, calls))
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        value = percentile(ours, share) * 1000
        is_aim = name == "p95"
        yield Figure(
            f"freshness {name}: webhook to row, {SCREENS} screens, {per_second}/s",
            value,
            "ms",
            "bare Channels echo",
            percentile(echo, share) * 1000,
            "≤ 300 ms" if is_aim else "",
            value <= 300 if is_aim else None,
        )


async def row_delays(
    port: int, cookies: Sequence[str], per_second: int, calls: int
) -> list[float]:
    """Seconds from posting call.speak.ended to the caller's row, one for each call."""
    url = f"http://127.0.0.1:{port}/board/"
    others = [cookies[index % len(cookies)] for index in range(SCREENS - 1)]
    lives = [life.CallLife(number) for number in range(calls)]
    events = life.interleaved(
        [one.arrival() + one.abandonment() for one in lives],
        round(per_second * SECONDS_APART) or 1,
    )
    requests = [signing.signed(DOOR, event) for event in events]
    async with (
        open_sockets(port, "/live/board/", others, answers=True),
        chromium_page(url, cookies[0]) as page,
    ):
        await asyncio.sleep(2)
        posted = await load.post_paced(port, requests, per_second)
        await asyncio.sleep(2)
        seen = await seen_at(page)
    if posted.refused:
        raise AssertionError(f"{len(posted.refused)} webhooks were refused")
    callers = {one.customer_id: f"Caller {one.number}" for one in lives}
    return [
        seen[callers[leg]] - posted.posted_at[index]
        for index, leg in greeted(events)
        if callers[leg] in seen
    ]


def greeted(events: Sequence[life.Webhook]) -> Iterator[tuple[int, str]]:
    for index, event in enumerate(events):
        if event["data"]["event_type"] == "call.speak.ended":
            yield index, event["data"]["payload"]["call_control_id"]


async def echo_delays(port: int, per_second: int, posts: int) -> list[float]:
    """The same for texts that are passed on as they are."""
    names = [f"Caller {number}" for number in range(posts)]
    requests = [load.request("/echo", name.encode(), {}) for name in names]
    async with (
        open_sockets(port, "/socket", [""] * (SCREENS - 1), answers=False),
        chromium_page(f"http://127.0.0.1:{port}/page") as page,
    ):
        posted = await load.post_paced(port, requests, per_second)
        await asyncio.sleep(2)
        seen = await seen_at(page)
    return [
        seen[name] - posted.posted_at[index]
        for index, name in enumerate(names)
        if name in seen
    ]
