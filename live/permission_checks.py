"""Walk along the open sockets and close those that may not or cannot go on."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from accounts.viewers import Viewer
from live.admission import Denied, Ticket, admit
from live.sockets import COME_BACK, LOAD_ANEW, Socket

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_CHECKS = 30.0
SECONDS_BETWEEN_ROUNDS = 1.0


class PermissionChecks:
    """Shares the hub's set of sockets; `clock` counts seconds."""

    def __init__(self, sockets: set[Socket], clock: Callable[[], float]) -> None:
        self._sockets = sockets
        self._clock = clock
        # Apart from the rendering thread: a storm of connects must not stop the boards.
        self._thread = ThreadPoolExecutor(1, "admit")
        self._called = asyncio.Event()

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def admit(self, session_key: str, screen: str, pk: int | None) -> Ticket:
        """Return a ticket; raise Denied."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, admit_in_thread, session_key, screen, pk
        )

    def check_user(self, user_pk: int) -> None:
        for socket in self._sockets:
            if socket.ticket.user_pk == user_pk:
                self._call(socket)

    def check_all(self) -> None:
        for socket in self._sockets:
            self._call(socket)

    def _call(self, socket: Socket) -> None:
        socket.checked_at = -SECONDS_BETWEEN_CHECKS
        self._called.set()

    async def run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_ROUNDS):
                    await self._called.wait()
            except TimeoutError:
                pass
            self._called.clear()
            try:
                await self._check_all_due()
            except Exception:
                logger.exception("The open sockets could not be checked")

    async def _check_all_due(self) -> None:
        now = self._clock()
        for socket in list(self._sockets):
            if socket.is_stuck():
                socket.close(COME_BACK)
            elif now - socket.checked_at >= SECONDS_BETWEEN_CHECKS:
                socket.checked_at = now
                await self._check(socket)

    async def _check(self, socket: Socket) -> None:
        ticket = socket.ticket
        try:
            fresh = await self.admit(ticket.session_key, ticket.screen, ticket.pk)
        except Denied as denied:
            socket.close(denied.code)
            return
        if fresh != ticket:
            socket.close(farewell(ticket.viewer, fresh.viewer))


def farewell(before: Viewer, now: Viewer) -> int:
    """Return how to close the screen of somebody whose rights have changed.

    Other teams and queues change only what is in the fragments, so the screen comes back
    and gets those. Other verbs change the page around them as well.
    """
    same = (before.verbs, before.everywhere) == (now.verbs, now.everywhere)
    return COME_BACK if same else LOAD_ANEW


def admit_in_thread(session_key: str, screen: str, pk: int | None) -> Ticket:
    close_old_connections()
    try:
        return admit(session_key, screen, pk)
    finally:
        close_old_connections()
