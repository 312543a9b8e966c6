"""From a posted webhook to the changed row in Chromium, beside 99 other screens.

50 events a second of calls that come and go; measured is when a caller who has heard
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
PER_SECOND = 50
# So many lives at once put a life's next event 0.5 s after the one before.
SIDE_BY_SIDE = 25
DOOR = "/webhooks/telnyx/"


def measure(*, quick: bool) -> Iterator[Figure]:
    calls = 60 if quick else 170
    with tempfile.TemporaryDirectory() as folder:
        settings = servers.settings_for(Path(folder), provider_port=1)
        with servers.bare(settings) as server:
            echo = asyncio.run(echo_delays(server.port, PER_SECOND * calls // 6))
        with servers.product(settings) as server:
            sessions = json.loads(prepared(settings, "people", "10", "1"))
            cookies = [f"session={key}" for key in sessions]
            ours = asyncio.run(row_delays(server.port, cookies, calls))
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        value = percentile(ours, share) * 1000
        is_aim = name == "p95"
        yield Figure(
            f"freshness {name}: webhook to row, {SCREENS} screens, {PER_SECOND}/s",
            value,
            "ms",
            "bare Channels echo",
            percentile(echo, share) * 1000,
            "≤ 300 ms" if is_aim else "",
            value <= 300 if is_aim else None,
        )


async def row_delays(port: int, cookies: Sequence[str], calls: int) -> list[float]:
    """Seconds from posting call.speak.ended to the caller's row, one for each call."""
    url = f"http://127.0.0.1:{port}/board/"
    others = [cookies[index % len(cookies)] for index in range(SCREENS - 1)]
    lives = [life.CallLife(number) for number in range(calls)]
    events = life.interleaved(
        [one.arrival() + one.abandonment() for one in lives], SIDE_BY_SIDE
    )
    requests = [signing.signed(DOOR, event) for event in events]
    async with (
        open_sockets(port, "/live/board/", others, answers=True),
        chromium_page(url, cookies[0]) as page,
    ):
        await asyncio.sleep(2)
        posted = await load.post_paced(port, requests, PER_SECOND)
        await asyncio.sleep(2)
        seen = await seen_at(page)
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


async def echo_delays(port: int, posts: int) -> list[float]:
    """The same for texts that are passed on as they are."""
    names = [f"Caller {number}" for number in range(posts)]
    requests = [load.request("/echo", name.encode(), {}) for name in names]
    async with (
        open_sockets(port, "/socket", [""] * (SCREENS - 1), answers=False),
        chromium_page(f"http://127.0.0.1:{port}/page") as page,
    ):
        posted = await load.post_paced(port, requests, PER_SECOND)
        await asyncio.sleep(2)
        seen = await seen_at(page)
    return [
        seen[name] - posted.posted_at[index]
        for index, name in enumerate(names)
        if name in seen
    ]
