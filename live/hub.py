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

from accounts.viewers import narrowed
from live import clock, doorbell
from live.admission import TOO_MANY, Denied, Ticket
from live.index import Index, View
from live.permission_checks import PermissionChecks
from live.presence.attendance import Attendance
from live.rendering import Rendered, render_all
from live.screens import registry
from live.sockets import COME_BACK, Socket
from live.topics import SESSION
from logs.figures import Timed

logger = logging.getLogger(__name__)

# A lone change is rendered after the first, a stream of them every second number.
SECONDS_TO_GATHER = 0.02
SECONDS_BETWEEN_FLUSHES = 0.1
# Two may be lost before a screen shows that it hears nothing; see static/js/live.js.
SECONDS_BETWEEN_BEATS = 4.0
# The layer brings at least the own beats: after this long without, it is asked anew.
SECONDS_OF_SILENCE = 10.0
# Everything is rendered again this often, which repairs what a lost message left.
SECONDS_BETWEEN_REFRESHES = 15.0
# After a new connection, until it surely hears again.
SECONDS_TO_LISTEN = 1.0
SOCKETS_PER_USER = 20

SCREENS = Timed("screens", "From hearing of a change to sending what it changes.")


class Hub:
    """Belongs to one event loop; every method is called on it."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.sockets: set[Socket] = set()
        self.index = Index()
        self._layer = doorbell.layer()
        self._name = uuid.uuid4().hex
        self._channel = ""
        self._beats = 0
        self._heard_beat = 0
        self._dirty: set[View] = set()
        # Topics that were announced since the rendering that is under way began.
        self._heard: set[str] = set()
        self._stirred = asyncio.Event()
        # When the first of what is dirty became so, by the loop's time.
        self._stirred_at: float | None = None
        self._renderer = ThreadPoolExecutor(1, "render")
        self._checks = PermissionChecks(self.sockets, self.loop.time)
        self._attendance = Attendance(self.sockets, self.loop.time)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        doorbell.attach(self.loop)
        for work in (self._listen(), self._flush(), self._beat(), self._refresh()):
            self._run(work)
        self._run(self._checks.run())
        self._run(self._attendance.run())

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
        self._checks.close()
        self._attendance.close()

    async def admit(self, session_key: str, screen: str, pk: int | None) -> Ticket:
        """Return a ticket; raise Denied."""
        ticket = await self._checks.admit(session_key, screen, pk)
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
        self._attendance.opened(socket)

    def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        self._attendance.closed(socket)
        for view in views_of(socket.ticket):
            self.index.remove(view, socket)

    def mark(self, views: set[View]) -> None:
        if views:
            self._stirred_at = self._stirred_at or self.loop.time()
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
            self._checks.check_all()
            return
        self._heard.update(topics)
        self.mark(self.index.changed_by(topics))
        for topic in topics:
            if topic.startswith(SESSION):
                self._checks.check_user(int(topic.removeprefix(SESSION)))

    def _pass_on(self, number: int) -> None:
        if number != self._heard_beat + 1:
            # What was announced together with the beat that is missing is missing, too.
            self.mark(set(self.index.shown()))
        self._heard_beat = number
        text = f'{{"heartbeat":{number},"now":"{clock.now().isoformat()}"}}'
        for socket in self.sockets:
            socket.beat(text)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_on(await self._layer.new_channel())
            except Exception as error:
                logger.warning("The channel layer does not answer: %r", error)
                await asyncio.sleep(1)

    async def _listen_on(self, channel: str) -> None:
        await self._layer.group_add(doorbell.GROUP, channel)
        self._channel = channel
        # Whatever was announced before is lost, so nothing on screen is sure.
        self.mark(set(self.index.shown()))
        try:
            while True:
                async with asyncio.timeout(SECONDS_OF_SILENCE):
                    message = await self._layer.receive(channel)
                self.hear(message)
        finally:
            self._channel = ""
            await self._layer.group_discard(doorbell.GROUP, channel)

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
            stirred_at, self._stirred_at = self._stirred_at, None
            flushed_at = self.loop.time()
            for rendered in await self._in_thread(views):
                self._publish(rendered)
            if views and stirred_at is not None:
                SCREENS.note(self.loop.time() - stirred_at)

    async def _in_thread(self, views: set[View]) -> list[Rendered]:
        now = clock.now()
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

    def may_have_missed(self) -> None:
        """Render everything anew: now, and once whatever was on its way has come."""
        self.mark(set(self.index.shown()))
        self.loop.call_later(
            SECONDS_TO_LISTEN, lambda: self.mark(set(self.index.shown()))
        )

    async def _beat(self) -> None:
        """Send a heartbeat through the layer: a deaf layer must look stale."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)
            self._beats += 1
            try:
                async with asyncio.timeout(doorbell.SECONDS_TO_SEND):
                    await self._send_beat()
            except Exception as error:
                logger.warning("The heartbeat of the screens was lost: %r", error)

    async def _send_beat(self) -> None:
        message = {"type": "beat", "hub": self._name, "number": self._beats}
        # The in-memory layer ends a membership a day after it was renewed, by the
        # system's clock: one that was set by a day must not end it for good.
        if self._channel:
            await self._layer.group_add(doorbell.GROUP, self._channel)
        await self._layer.group_send(doorbell.GROUP, message)

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_REFRESHES)
            self.mark(set(self.index.shown()))


def views_of(ticket: Ticket) -> set[View]:
    return {
        View(fragment, narrowed(ticket.viewer, fragment.varies), ticket.pk)
        for fragment in registry()[ticket.screen].fragments
    }


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def open_sockets() -> int:
    """Return how many screens are open in this process."""
    return sum(len(hub.sockets) for hub in list(_hubs.values()))


def may_have_missed() -> None:
    """Tell the hub of this loop, if there is one, that messages may be lost."""
    hub = _hubs.get(asyncio.get_running_loop())
    if hub is not None:
        hub.may_have_missed()


def current() -> Hub:
    """Return the hub of the running loop, started at the first call."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
        _hubs[loop].start()
    return _hubs[loop]
