"""Open screens: raw sockets that read and answer, and one real Chromium."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from playwright.async_api import Page, async_playwright

from tests.support.chromium import LAUNCH_ARGUMENTS
from tests.support.tools import require_chromium

VERSION = re.compile(r'^\{"version":(\d+),')
SECONDS_TO_OPEN = 60
# Notes when the text that names a caller is first part of the page.
OBSERVE = r"""
(() => {
  window.seenAt = {};
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    for (const [name] of (document.body?.textContent ?? "").matchAll(/Caller \d+/g)) {
      window.seenAt[name] ??= now;
    }
  };
  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, characterData: true,
  });
})()
"""


@dataclass
class Sockets:
    """`frames` counts what all of them were sent."""

    opened: int = 0
    frames: int = 0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


@asynccontextmanager
async def open_sockets(
    port: int, path: str, cookies: list[str], *, answers: bool
) -> AsyncIterator[Sockets]:
    """Open one socket for each Cookie header; `answers` says the product's `seen`."""
    sockets = Sockets()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        for cookie in cookies:
            listening = listen(session, port, path, cookie, sockets, answers=answers)
            sockets.tasks.append(asyncio.create_task(listening))
        async with asyncio.timeout(SECONDS_TO_OPEN):
            while sockets.opened < len(cookies):
                await asyncio.sleep(0.05)
                raise_failures(sockets)
        yield sockets
        raise_failures(sockets)
        for task in sockets.tasks:
            task.cancel()
        await asyncio.gather(*sockets.tasks, return_exceptions=True)


def raise_failures(sockets: Sockets) -> None:
    for task in sockets.tasks:
        if task.done():
            task.result()
            raise ConnectionError("a socket was closed by the server")


async def listen(
    session: aiohttp.ClientSession,
    port: int,
    path: str,
    cookie: str,
    sockets: Sockets,
    *,
    answers: bool,
) -> None:
    address = f"http://127.0.0.1:{port}"
    headers = {"Cookie": cookie, "Origin": address}
    async with session.ws_connect(address + path, headers=headers) as socket:
        sockets.opened += 1
        async for message in socket:
            sockets.frames += 1
            if answers and (found := VERSION.match(message.data)):
                await socket.send_str(json.dumps({"seen": int(found.group(1))}))


@asynccontextmanager
async def chromium_page(url: str, cookie: str = "") -> AsyncIterator[Page]:
    """Open a page in Chromium; OBSERVE is at work in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(require_chromium()), args=LAUNCH_ARGUMENTS
        )
        context = await browser.new_context()
        if cookie:
            name, _, value = cookie.partition("=")
            await context.add_cookies(
                [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}]
            )
        await context.add_init_script(OBSERVE)
        page = await context.new_page()
        await page.goto(url)
        yield page
        await browser.close()


async def seen_at(page: Page) -> dict[str, float]:
    """Caller → when the page first showed them, Unix seconds."""
    seen = await page.evaluate("() => window.seenAt")
    return {name: moment / 1000 for name, moment in seen.items()}
