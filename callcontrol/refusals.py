"""Counting what the door refused, so that a wrong public key does not go unnoticed.

Anybody may send unsigned requests, as many as they like. They are counted in memory and
written by at most one transaction in a few seconds, into one row for each minute.
"""

import asyncio
import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection

from callcontrol import inbox
from callcontrol.health.states import Channel, Outcome, Trouble
from callcontrol.health.watching import watch

logger = logging.getLogger(__name__)

SECONDS_TO_GATHER = 3.0


@dataclass
class _Gathered:
    count: int
    first_at: datetime
    last_at: datetime
    reason: str


class Refusals:
    """The refusals of this process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gathered: _Gathered | None = None
        self._due_in: asyncio.AbstractEventLoop | None = None
        self._writing: set[asyncio.Task[None]] = set()

    def count(self, reason: str, *, now: datetime, times: int = 1) -> None:
        """Remember one refusal; `reason` is our own sentence, nothing of the request."""
        with self._lock:
            before = self._gathered or _Gathered(0, now, now, reason)
            self._gathered = _Gathered(
                before.count + times, before.first_at, now, reason
            )

    def write_soon(self) -> None:
        """See to it that what was counted is written, in a thread of its own."""
        loop = asyncio.get_running_loop()
        if self._due_in is not loop:
            self._due_in = loop
            loop.call_later(SECONDS_TO_GATHER, self._begin)

    def write(self) -> None:
        """Add what was counted to the row of its minute; kept for later on trouble."""
        with self._lock:
            gathered, self._gathered = self._gathered, None
        if gathered is None:
            return
        try:
            inbox.count_refused(
                gathered.count, last_at=gathered.last_at, reason=gathered.reason
            )
            watch.note(Channel.WEBHOOKS, _outcome_of(gathered))
        except DatabaseError:
            logger.exception("%d refused webhooks are not recorded", gathered.count)
            self._put_back(gathered)

    def _put_back(self, gathered: _Gathered) -> None:
        with self._lock:
            if self._gathered is not None:
                self._gathered.count += gathered.count
                self._gathered.first_at = gathered.first_at
            else:
                self._gathered = gathered

    def _begin(self) -> None:
        task = asyncio.ensure_future(asyncio.to_thread(self._write_and_close))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        self._due_in = None

    def _write_and_close(self) -> None:
        try:
            self.write()
        finally:
            connection.close()


def _outcome_of(gathered: _Gathered) -> Outcome:
    return Outcome(
        gathered.last_at, Trouble.UNSIGNED, gathered.first_at, gathered.reason
    )


refusals = Refusals()
