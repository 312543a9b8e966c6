"""The threads that apply events, in the process that received them.

Events of one lane go to one thread, in the order of their arrival. A sweep brings what
a crash, a failure or another process left behind.
"""

import logging
import queue
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, connection
from django.db.models import Q
from django.utils import timezone

from callcontrol import events
from callcontrol.applying import apply_run
from callcontrol.inbox import Ready, read_again
from callcontrol.models import Event
from callcontrol.states import EventState

logger = logging.getLogger(__name__)

# What is read for a run is read once, so a long one is cheap by the event; but whoever
# wants to write meanwhile waits for its end.
_LARGEST_RUN = 32
_SWEEP_EVERY_SECS = 1.0
# Younger rows are on their way through the lanes of the process that stored them.
_LEFT_BEHIND_AFTER = timedelta(seconds=2)
_SWEEP_LIMIT = 500


# Pieces of work for one thread; None ends it.
Lane = queue.SimpleQueue[Sequence[Ready] | None]


class Lanes:
    """Worker threads with a queue each."""

    def __init__(self, workers: int) -> None:
        self._lanes: list[Lane] = [queue.SimpleQueue() for _ in range(workers)]
        self._under_way: set[str] = set()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._work, args=(lane,), name=f"applier-{number}", daemon=True
            )
            for number, lane in enumerate(self._lanes)
        ]
        self._threads.append(
            threading.Thread(target=self._sweep, name="applier-sweep", daemon=True)
        )
        for thread in self._threads:
            thread.start()

    def submit(self, ready: Iterable[Ready]) -> None:
        """Hand events on, those that came together in one piece, to be one run."""
        pieces: dict[int, list[Ready]] = defaultdict(list)
        for one in ready:
            if one.event_id not in self._under_way:
                self._under_way.add(one.event_id)
                number = zlib.crc32(one.lane.encode()) % len(self._lanes)
                pieces[number].append(one)
        for number, piece in pieces.items():
            self._lanes[number].put(piece)

    def stop(self) -> None:
        """Apply what has been submitted, then end the threads."""
        self._stopping.set()
        for lane in self._lanes:
            lane.put(None)
        for thread in self._threads:
            thread.join(timeout=10)

    def _work(self, lane: Lane) -> None:
        try:
            while (piece := lane.get()) is not None:
                gathered = list(piece)
                is_last = _gather(lane, gathered)
                for run in _runs(gathered, _LARGEST_RUN):
                    self._apply(run)
                if is_last:
                    return
        finally:
            connection.close()

    def _apply(self, run: Sequence[Ready]) -> None:
        try:
            apply_run(run, now=timezone.now())
        except Exception:
            # The rows are untouched; the sweep comes back to them.
            logger.exception("a run of %d events was not applied", len(run))
            connection.close_if_unusable_or_obsolete()
        self._under_way.difference_update(one.event_id for one in run)

    def _sweep(self) -> None:
        try:
            while not self._stopping.wait(_SWEEP_EVERY_SECS):
                try:
                    now = timezone.now()
                    self.submit(_waiting(now, received_before=now - _LEFT_BEHIND_AFTER))
                except OperationalError:
                    logger.exception("the sweep of the inbox failed")
                    connection.close_if_unusable_or_obsolete()
        finally:
            connection.close()


_lock = threading.Lock()
_lanes: Lanes | None = None


def start() -> None:
    """Start the threads of this process; without effect when they run."""
    global _lanes
    with _lock:
        if _lanes is None:
            # On PostgreSQL, so that one call whose row is locked does not hold up all;
            # more would only take Python's lock, and the long runs, from each other.
            _lanes = Lanes(2 if connection.vendor == "postgresql" else 1)


def stop() -> None:
    global _lanes
    with _lock:
        lanes, _lanes = _lanes, None
    if lanes is not None:
        lanes.stop()


def submit(ready: list[Ready]) -> None:
    """Apply stored events as soon as possible, on the threads of this process."""
    if not ready:
        return
    if _lanes is None:
        start()
    lanes = _lanes
    if lanes is not None:
        lanes.submit(ready)


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


def _gather(lane: Lane, gathered: list[Ready]) -> bool:
    """Add what is waiting; return whether the thread shall end."""
    while len(gathered) < _LARGEST_RUN:
        try:
            piece = lane.get_nowait()
        except queue.Empty:
            return False
        if piece is None:
            return True
        gathered.extend(piece)
    return False


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
