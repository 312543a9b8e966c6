"""One thread that commits what has gathered at the door in one transaction.

A commit costs the same for one row as for many, and waiting for it must not hold up the
server's loop.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable

from django.db import connection

from callcontrol.inbox import Delivery, Ready, store
from live.lasting import LastingThread

logger = logging.getLogger(__name__)

_LARGEST_BATCH = 128

Waiting = tuple[Delivery, "asyncio.Future[bool]"]


class Committer:
    """Stores deliveries and passes on those that are new.

    `on_stored` is called in the committer's thread right after each commit.
    """

    def __init__(self, on_stored: Callable[[list[Ready]], None]) -> None:
        self._on_stored = on_stored
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread: LastingThread | None = None
        self._lock = threading.Lock()

    @property
    def backlog(self) -> int:
        return self._waiting.qsize()

    def put(self, delivery: Delivery) -> "asyncio.Future[bool]":
        """Return a future of the running loop: True once the delivery is committed.

        False means that it is not, by some trouble of ours that has been logged.
        """
        self._start()
        stored = asyncio.get_running_loop().create_future()
        self._waiting.put((delivery, stored))
        return stored

    def stop(self) -> None:
        """Commit what is waiting, then end the thread."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.end(timeout=10)

    def _start(self) -> None:
        if self._thread is not None:
            return
        with self._lock:
            if self._thread is None:
                self._thread = LastingThread("webhook-committer", self._run)
                self._thread.start()

    def _run(self) -> None:
        try:
            while (first := self._waiting.get()) is not None:
                batch = [first]
                is_last = self._gather(batch)
                self._commit(batch)
                if is_last:
                    return
        finally:
            connection.close()

    def _gather(self, batch: list[Waiting]) -> bool:
        """Add what is waiting to the batch; return whether the thread shall end."""
        while len(batch) < _LARGEST_BATCH:
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                return False
            if item is None:
                return True
            batch.append(item)
        return False

    def _commit(self, batch: list[Waiting]) -> None:
        try:
            ready = store([delivery for delivery, _ in batch])
        except Exception:
            logger.exception("%d webhooks could not be stored", len(batch))
            connection.close_if_unusable_or_obsolete()
            _answer(batch, is_stored=False)
            return
        _answer(batch, is_stored=True)
        self._on_stored(ready)


def _answer(batch: list[Waiting], *, is_stored: bool) -> None:
    loop = batch[0][1].get_loop()
    futures = [future for _, future in batch]

    def resolve() -> None:
        for future in futures:
            if not future.done():
                future.set_result(is_stored)

    try:
        loop.call_soon_threadsafe(resolve)
    except RuntimeError:
        # The server is going down; whoever was not answered will be asked again.
        logger.info("%d webhooks were stored but not acknowledged", len(futures))
