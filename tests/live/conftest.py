"""An open socket without a server: the consumer is called as a server calls it."""

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client

from live import consumers, doorbell, hub
from tests.live import stage

# The types of Channels tell every message apart.
application: Any = consumers.application
ORIGIN = b"http://localhost:8000"


class Browser:
    """The far end of a socket; answers each frame unless told to be silent."""

    def __init__(self, path: str, session_key: str, origin: bytes = ORIGIN) -> None:
        cookie = f"{django_settings.SESSION_COOKIE_NAME}={session_key}"
        self.scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": [(b"origin", origin), (b"cookie", cookie.encode())],
        }
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.screen: dict[str, str] = {}
        self.versions: list[int] = []
        self.answers = True

    async def open(self) -> str | int:
        """Connect; return "accepted", or the code of the close."""
        self.task = asyncio.create_task(
            application(self.scope, self.outbox.get, self.inbox.put)
        )
        await self.outbox.put({"type": "websocket.connect"})
        first = await self.receive()
        if first["type"] == "websocket.close":
            return "refused"
        try:
            early = await asyncio.wait_for(self.inbox.get(), 0.05)
        except TimeoutError:
            return "accepted"
        if early["type"] == "websocket.close":
            return int(early["code"])
        await self.take(early)
        return "accepted"

    async def receive(self, seconds: float = 5) -> dict[str, Any]:
        return await asyncio.wait_for(self.inbox.get(), seconds)

    async def frame(self) -> dict[str, Any]:
        """Return the next frame, after putting it on the screen and answering it."""
        message = await self.receive()
        return await self.take(message)

    async def take(self, message: dict[str, Any]) -> dict[str, Any]:
        if message["type"] == "websocket.close":
            return message
        frame: dict[str, Any] = json.loads(message["text"])
        if "version" in frame:
            self.versions.append(frame["version"])
            for piece in re.findall(r"<section.*?</section>", frame["content"]):
                [name] = re.findall(r'id="(\w+)"', piece)
                self.screen[name] = piece
            if self.answers:
                await self.say(json.dumps({"seen": frame["version"]}))
        return frame

    async def frames_within(self, seconds: float) -> int:
        """Take what comes until `seconds` pass without a frame; return how many."""
        count = 0
        with contextlib.suppress(TimeoutError):
            while True:
                await self.take(await self.receive(seconds))
                count += 1
        return count

    async def say(self, text: str) -> None:
        await self.outbox.put({"type": "websocket.receive", "text": text})

    async def leave(self) -> None:
        await self.outbox.put({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self.task, 5)


@pytest.fixture(autouse=True)
def stage_set(settings):
    stage.reset()
    settings.LIVE_SCREENS = "tests.live.stage.SCREENS"
    templates = settings.TEMPLATES[0]
    folder = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**templates, "DIRS": [folder, *templates["DIRS"]]}]


@pytest.fixture
async def running_hub(transactional_db):
    running = hub.current()
    yield running
    await running.close()
    doorbell.forget()


def in_thread(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """Let `function` run in a thread that leaves no database connection behind."""

    def run(*args: Any) -> Any:
        try:
            return function(*args)
        finally:
            connections.close_all()

    return sync_to_async(run, thread_sensitive=False)


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.session.session_key or ""
