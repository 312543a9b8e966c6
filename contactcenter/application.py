"""What a web process answers: pages, sockets, and the door for Telnyx's webhooks."""

import asyncio
from typing import Any

from callcontrol import applier
from callcontrol.door import webhook_door
from contactcenter.concurrency import (
    Application,
    ConcurrencyLimit,
    Receive,
    Scope,
    Send,
)
from contactcenter.sign_in_lane import SignInLane, is_signing_in
from live import consumers, doorbell

# The types of Channels tell every message apart, which Django's do not.
sockets: Any = consumers.application
WEBHOOK_PATH = "/webhooks/telnyx/"


class WebProcess:
    """The ASGI application; the first request finds out which loop serves it."""

    def __init__(self, pages: Application) -> None:
        self.pages = ConcurrencyLimit(pages)
        self.sign_in = SignInLane(pages)
        self.is_started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.is_started:
            self.start()
        # A client may send Daphne-Root-Path, which would move every address.
        scope = {**scope, "root_path": ""}
        await self.answerer(scope)(scope, receive, send)

    def start(self) -> None:
        self.is_started = True
        doorbell.attach(asyncio.get_running_loop())
        applier.start()

    def answerer(self, scope: Scope) -> Any:
        if scope["type"] == "websocket":
            return sockets
        # Without Django's handler around it, the door is several times as fast.
        if scope["path"] == WEBHOOK_PATH:
            return webhook_door
        return self.sign_in if is_signing_in(scope) else self.pages
