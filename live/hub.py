"""The one place in a web process where changes become frames.

The hub listens to the channel layer for all sockets of its process. Topics that change
mark views as dirty; after a moment, in which more may come, each dirty view is rendered
once, in one thread of its own, and every socket that shows it is sent the result if it
differs from what is on that screen.
"""

import asyncio
import contextlib
import logging
import uuid
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

from django.utils import timezone

from live import doorbell
from live.admission import TOO_MANY, Denied, Ticket
from live.index import Index, View
from live.patrol import Patrol
from live.rendering import Rendered, render_all
from live.screens import registry
from live.sockets import COME_BACK, Socket
from live.topics import SESSION

logger = logging.getLogger(__name__)

# A lone change is rendered after the first, a stream of them every second number.
SECONDS_TO_GATHER = 0.02
SECONDS_BETWEEN_FLUSHES = 0.1
SECONDS_BETWEEN_BEATS = 8.0
# Everything is rendered again this often, which repairs what a lost message left.
SECONDS_BETWEEN_REFRESHES = 15.0
SOCKETS_PER_USER = 20


class Hub:
    """Belongs to one event loop; every method is called on it."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.sockets: set[Socket] = set()
        self.index = Index()
        self._layer = doorbell.layer()
        self._name = uuid.uuid4().hex
        self._beats = 0
        self._dirty: set[View] = set()
        # Topics that were announced since the rendering that is under way began.
        self._heard: set[str] = set()
        self._stirred = asyncio.Event()
        self._renderer = ThreadPoolExecutor(1, "render")
        self._patrol = Patrol(self.sockets, self.loop.time)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        doorbell.attach(self.loop)
        for work in (self._listen(), self._flush(), self._beat(), self._refresh()):
            self._run(work)
        self._run(self._patrol.walk())

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(self.loop.create_task(work))

    async def close(self) -> None:
        """Ask every screen to come back later, and end all work."""
        for socket in self.sockets:
            socket.close(COME_BACK)
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._renderer.shutdown(wait=False, cancel_futures=True)
        self._patrol.close()

    async def admit(self, session_key: str, screen: str, pk: int | None) -> Ticket:
        """Return a ticket; raise Denied."""
        ticket = await self._patrol.admit(session_key, screen, pk)
        held = Counter(socket.ticket.user_pk for socket in self.sockets)
        if held[ticket.user_pk] >= SOCKETS_PER_USER:
            raise Denied(TOO_MANY)
        return ticket

    def join(self, socket: Socket) -> None:
        """Let the socket hear of changes from now on, and send it everything once."""
        self.sockets.add(socket)
        views = views_of(socket.ticket)
        for view in views:
            self.index.add(view, socket)
        self.mark(views)

    def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        for view in views_of(socket.ticket):
            self.index.remove(view, socket)

    def mark(self, views: set[View]) -> None:
        if views:
            self._dirty |= views
            self._stirred.set()

    def hear(self, message: dict[str, Any]) -> None:
        """Take a message from the layer: topics that changed, or this hub's own beat."""
        if message["type"] == "beat":
            if message["hub"] == self._name:
                self._pass_on(message["number"])
            return
        topics = message["topics"]
        if not topics:
            self.mark(set(self.index.shown()))
            self._patrol.check_all()
            return
        self._heard.update(topics)
        self.mark(self.index.changed_by(topics))
        for topic in topics:
            if topic.startswith(SESSION):
                self._patrol.check_user(int(topic.removeprefix(SESSION)))

    def _pass_on(self, number: int) -> None:
        now = timezone.now().isoformat()
        text = f'{{"heartbeat":{number},"now":"{now}"}}'
        for socket in self.sockets:
            socket.beat(text)

    async def _listen(self) -> None:
        while True:
            try:
                channel = await self._layer.new_channel()
                await self._layer.group_add(doorbell.GROUP, channel)
                # Whatever was announced before is lost, so nothing on screen is sure.
                self.mark(set(self.index.shown()))
                await self._listen_on(channel)
            except Exception as error:
                logger.warning("The channel layer does not answer: %r", error)
                await asyncio.sleep(1)

    async def _listen_on(self, channel: str) -> None:
        while True:
            message = await self._layer.receive(channel)
            if message["type"] == "beat" and message["hub"] == self._name:
                # A membership of the in-memory layer ends a day after it was renewed.
                await self._layer.group_add(doorbell.GROUP, channel)
            self.hear(message)

    async def _flush(self) -> None:
        flushed_at = 0.0
        while True:
            await self._stirred.wait()
            pause = flushed_at + SECONDS_BETWEEN_FLUSHES - self.loop.time()
            await asyncio.sleep(max(SECONDS_TO_GATHER, pause))
            self._stirred.clear()
            views = self._dirty & self.index.shown()
            self._dirty = set()
            self._heard.clear()
            flushed_at = self.loop.time()
            for rendered in await self._in_thread(views):
                self._publish(rendered)

    async def _in_thread(self, views: set[View]) -> list[Rendered]:
        now = timezone.now()
        try:
            return await self.loop.run_in_executor(
                self._renderer, render_all, views, now
            )
        except Exception:
            logger.exception("The screens could not be rendered")
            return []

    def _publish(self, rendered: Rendered) -> None:
        view = rendered.view
        showing = self.index.sockets.get(view)
        if showing is None:
            return
        if self.index.listen(view, rendered.topics) & self._heard:
            # It changed while it was rendered, when nobody knew that it listens.
            self.mark({view})
        for socket in showing:
            socket.show(view, rendered.piece)

    async def _beat(self) -> None:
        """Send a heartbeat through the layer: a deaf layer must look stale."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)
            self._beats += 1
            message = {"type": "beat", "hub": self._name, "number": self._beats}
            try:
                async with asyncio.timeout(doorbell.SECONDS_TO_SEND):
                    await self._layer.group_send(doorbell.GROUP, message)
            except Exception as error:
                logger.warning("The heartbeat of the screens was lost: %r", error)

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_REFRESHES)
            self.mark(set(self.index.shown()))


def views_of(ticket: Ticket) -> set[View]:
    now = timezone.now()
    views = set()
    for fragment in registry()[ticket.screen].fragments:
        scope = fragment.scope_for(
            user_pk=ticket.user_pk, role=ticket.role, pk=ticket.pk, now=now
        )
        views.add(View(fragment, scope.user_pk, scope.role, scope.pk))
    return views


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def current() -> Hub:
    """Return the hub of the running loop, started at the first call."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
        _hubs[loop].start()
    return _hubs[loop]
