"""Time as a heap of due actions, moved by hand or by the machine's clock."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from itertools import count


class Timer:
    """One action due at one time; ``cancel`` makes it never happen."""

    __slots__ = ("action", "cancelled", "when")

    def __init__(self, when: float, action: Callable[[], None]) -> None:
        self.when = when
        self.action = action
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """Common heap of both clocks. Times are Unix seconds."""

    manual = False

    def __init__(self, read: Callable[[], float]) -> None:
        self._read = read
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = count()
        self.on_change: Callable[[], None] = lambda: None
        """Called when a new action may be due earlier than the known ones."""

    def now(self) -> float:
        """Unix seconds."""
        return self._read()

    def after(self, delay: float, action: Callable[[], None]) -> Timer:
        """Run ``action`` in ``delay`` seconds; equal times keep their order."""
        timer = Timer(self.now() + max(delay, 0.0), action)
        heapq.heappush(self._heap, (timer.when, next(self._order), timer))
        self.on_change()
        return timer

    def next_due(self) -> float | None:
        """When the next action is due, or None when nothing is planned."""
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def pop_due(self, until: float) -> Timer | None:
        """Take the next action that is due at or before ``until``."""
        due = self.next_due()
        if due is None or due > until:
            return None
        return heapq.heappop(self._heap)[2]

    def clear(self) -> None:
        self._heap.clear()


class ManualClock(Clock):
    """Stands still until it is moved."""

    manual = True

    def __init__(self, start: float | None = None) -> None:
        super().__init__(lambda: self._now)
        self._now = time.time() if start is None else start

    def move_to(self, when: float) -> None:
        """Move forward to ``when``; never backward."""
        self._now = max(self._now, when)


class RealClock(Clock):
    """Follows the machine's time without its jumps."""

    def __init__(self) -> None:
        base = time.time() - time.monotonic()
        super().__init__(lambda: base + time.monotonic())
