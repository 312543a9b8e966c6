"""Let no more requests into Django at once than the database has connections for.

Each request runs in a thread of its own, and the server would start as many as come.
Webhooks do not pass here: they have a way of their own, see callcontrol/door.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

# The pool holds 20 connections; threads of the border and of live/ need some of them.
AT_ONCE = 12
# Who comes when this many wait already would wait for longer than anybody does.
MOST_WAITING = 200
BUSY_HEADERS = [(b"retry-after", b"2"), (b"content-type", b"text/plain; charset=utf-8")]


class ConcurrencyLimit:
    """Lets requests through to `application`; beyond the queue the answer is 503."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.slots = asyncio.Semaphore(AT_ONCE)
        self.waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.waiting >= MOST_WAITING:
            await turn_away(send)
            return
        self.waiting += 1
        try:
            await self.slots.acquire()
        finally:
            self.waiting -= 1
        slot = Slot(self.slots)

        async def send_on(message: Any) -> None:
            # From here on it is only sent: a slow download must not keep others out.
            slot.give_back()
            await send(message)

        try:
            await self.application(scope, receive, send_on)
        finally:
            slot.give_back()


class Slot:
    def __init__(self, slots: asyncio.Semaphore) -> None:
        self.slots = slots
        self.is_held = True

    def give_back(self) -> None:
        if self.is_held:
            self.is_held = False
            self.slots.release()


async def turn_away(send: Send) -> None:
    await send({"type": "http.response.start", "status": 503, "headers": BUSY_HEADERS})
    body = b"Too many requests at once. Try again in a moment."
    await send({"type": "http.response.body", "body": body})
