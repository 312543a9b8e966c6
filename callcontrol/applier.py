"""The thread that applies events, in the process that received them.

One thread, since Python runs one at a time anyway: more of them made shorter runs, and
took longer. A sweep brings what a crash, a failure or another process left behind.
"""

import logging
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, connection
from django.db.models import Q

from callcontrol.applying import apply_run
from callcontrol.inbox import Ready, read_again
from callcontrol.models import Event
from callcontrol.states import EventState
from live import clock
from live.lasting import LastingThread
from provider import events

logger = logging.getLogger(__name__)

# What is read for a run is read once, so a long one is cheap by the event; but whoever
# wants to write meanwhile waits for its end.
_LARGEST_RUN = 32
_SWEEP_EVERY_SECS = 1.0
# Younger rows are on their way through the thread of the process that stored them.
_LEFT_BEHIND_AFTER = timedelta(seconds=2)
_SWEEP_LIMIT = 500


class Applier:
    """Applies what is submitted, in that order, until it is stopped."""

    def __init__(self) -> None:
        # Pieces of work; None is the end of it.
        self._waiting: queue.SimpleQueue[Sequence[Ready] | None] = queue.SimpleQueue()
        self._under_way: set[str] = set()
        self._stopping = threading.Event()
        self._threads = [
            LastingThread("applier", self._work),
            LastingThread("applier-sweep", self._sweep),
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, ready: Iterable[Ready]) -> None:
        """Hand events on, those that came together in one piece, to be one run."""
        piece = [one for one in ready if one.event_id not in self._under_way]
        self._under_way.update(one.event_id for one in piece)
        if piece:
            self._waiting.put(piece)

    def stop(self) -> None:
        """Apply what has been submitted, then end the threads."""
        self._stopping.set()
        self._waiting.put(None)
        for thread in self._threads:
            thread.end(timeout=10)

    def _work(self) -> None:
        try:
            while (piece := self._waiting.get()) is not None:
                gathered = list(piece)
                is_last = self._gather(gathered)
                for run in _runs(gathered, _LARGEST_RUN):
                    self._apply(run)
                if is_last:
                    return
        finally:
            connection.close()

    def _gather(self, gathered: list[Ready]) -> bool:
        """Add what is waiting; return whether the thread shall end."""
        while len(gathered) < _LARGEST_RUN:
            try:
                piece = self._waiting.get_nowait()
            except queue.Empty:
                return False
            if piece is None:
                return True
            gathered.extend(piece)
        return False

    def _apply(self, run: Sequence[Ready]) -> None:
        try:
            apply_run(run, now=clock.now())
        except Exception:
            # The rows are untouched; the sweep comes back to them.
            logger.exception("a run of %d events was not applied", len(run))
            connection.close_if_unusable_or_obsolete()
        self._under_way.difference_update(one.event_id for one in run)

    def _sweep(self) -> None:
        try:
            while not self._stopping.wait(_SWEEP_EVERY_SECS):
                try:
                    now = clock.now()
                    self.submit(_waiting(now, received_before=now - _LEFT_BEHIND_AFTER))
                except OperationalError:
                    logger.exception("the sweep of the inbox failed")
                    connection.close_if_unusable_or_obsolete()
        finally:
            connection.close()


_lock = threading.Lock()
_applier: Applier | None = None


def start() -> None:
    """Start the threads of this process; without effect when they run."""
    global _applier
    with _lock:
        if _applier is None:
            _applier = Applier()


def stop() -> None:
    global _applier
    with _lock:
        applier, _applier = _applier, None
    if applier is not None:
        applier.stop()


def submit(ready: list[Ready]) -> None:
    """Apply stored events as soon as possible, on the thread of this process."""
    if not ready:
        return
    start()
    applier = _applier
    if applier is not None:
        applier.submit(ready)


def drain(*, now: datetime, largest_run: int = 1) -> int:
    """Apply everything that is due, in this thread; return how many events that was.

    What fails is due again later and is not tried twice here.
    """
    tried: set[str] = set()
    while waiting := [
        ready
        for ready in _waiting(now, received_before=now)
        if ready.event_id not in tried
    ]:
        for run in _runs(waiting, largest_run):
            apply_run(run, now=now)
        tried.update(ready.event_id for ready in waiting)
    return len(tried)


def _runs(ready: Sequence[Ready], size: int) -> Iterator[Sequence[Ready]]:
    for start in range(0, len(ready), size):
        yield ready[start : start + size]


def _waiting(now: datetime, *, received_before: datetime) -> list[Ready]:
    """Return stored events that nobody has applied, the oldest first."""
    rows = Event.objects.filter(state=EventState.RECEIVED).filter(
        Q(retry_at__lte=now) | Q(retry_at=None, received_at__lte=received_before)
    )
    found = []
    for row in rows.order_by("received_at", "pk")[:_SWEEP_LIMIT]:
        try:
            found.append(read_again(row))
        except events.UnreadableEvent as error:
            Event.objects.filter(pk=row.pk).update(
                state=EventState.DEAD, error=str(error)
            )
    return found
