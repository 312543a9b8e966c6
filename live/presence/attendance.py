"""Noting who has a screen open, so that the server knows who is there.

Each web process writes the people of all its sockets in one statement every few seconds,
whatever their number; nothing is written for a single socket. A socket counts for as
long as its page answers: one whose machine sleeps stays open for minutes.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import DatabaseError, close_old_connections

from live import clock
from live.presence.actions import note_seen, note_watching
from live.sockets import Socket

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_NOTES = 5.0
# So soon after the note before, whoever opens their first screen is noted.
SECONDS_TO_GATHER = 0.3


class Attendance:
    """Notes the people of a process's sockets, in a thread of its own.

    `counted` counts seconds, as the sockets do.
    """

    def __init__(
        self, sockets: Collection[Socket], counted: Callable[[], float]
    ) -> None:
        self._sockets = sockets
        self._counted = counted
        self._thread = ThreadPoolExecutor(1, "attendance")
        self._came = asyncio.Event()
        # By the keys of accounts: when what is open, and what is closed, was last heard.
        self._noted: dict[int, float] = {}
        self._closed: dict[int, float] = {}

    def opened(self, socket: Socket) -> None:
        """Note somebody soon of whom nothing is known yet."""
        if socket.ticket.user_pk not in self._noted:
            self._came.set()

    def closed(self, socket: Socket) -> None:
        """Keep what was heard of a screen: its end may be that of a dead connection."""
        pk = socket.ticket.user_pk
        self._closed[pk] = max(socket.heard_at, self._closed.get(pk, 0.0))

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            ages = self.take_ages()
            await loop.run_in_executor(self._thread, note_in_thread, ages)
            await asyncio.sleep(SECONDS_TO_GATHER)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_BETWEEN_NOTES - SECONDS_TO_GATHER):
                    await self._came.wait()
            self._came.clear()

    def take_ages(self) -> dict[int, float]:
        """Return how many seconds ago each was there of whom something new was heard."""
        heard, self._closed = self._closed, {}
        for socket in self._sockets:
            pk = socket.ticket.user_pk
            heard[pk] = max(socket.heard_at, heard.get(pk, socket.heard_at))
        news = {pk: at for pk, at in heard.items() if at != self._noted.get(pk)}
        self._noted = heard
        now = self._counted()
        return {pk: now - at for pk, at in news.items()}

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


def note_in_thread(ages: Mapping[int, float]) -> None:
    """Note them by the clock of the product; the next note makes up for a lost one."""
    close_old_connections()
    now = clock.now()
    try:
        note_seen({pk: now - timedelta(seconds=age) for pk, age in ages.items()})
        note_watching(now=now)
    except DatabaseError as error:
        logger.warning("Who has a screen open is not recorded: %s", error)
    finally:
        close_old_connections()
