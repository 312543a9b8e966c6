"""What time it is, told once at the edge and passed down as `now`.

Spans are measured between moments of this clock: how long a phone may ring, when a
wrap-up ends, until when a command may still be sent. A system's clock that is set by ten
minutes would end or prolong them all, so a product of one process goes by a clock that
counts on evenly and follows the system's only slowly. Several processes go by the
system's, which is the one clock that they share.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

# So fast the steady clock follows the system's: a second in twenty.
SLEW = 0.05
# Further off than this, it was wrong from the start, or the machine was not running.
TOO_FAR_SECS = 3600.0

Seconds = Callable[[], float]


def counted_seconds() -> float:
    """Return seconds that also pass while the machine sleeps, and that nobody sets."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class SteadyClock:
    def __init__(
        self, system: Seconds = time.time, counted: Seconds = counted_seconds
    ) -> None:
        self._system = system
        self._counted = counted
        self._lock = threading.Lock()
        self._read_at = counted()
        self._told = system()

    def now(self) -> datetime:
        with self._lock:
            counted = self._counted()
            passed = counted - self._read_at
            self._read_at = counted
            self._told += passed
            behind = self._system() - self._told
            if abs(behind) > TOO_FAR_SECS:
                self._told += behind
            else:
                self._told += max(-passed * SLEW, min(passed * SLEW, behind))
            return datetime.fromtimestamp(self._told, UTC)


_steady: SteadyClock | None = None


def hold_steady() -> None:
    """Go by a steady clock from now on: for the one process of a product."""
    global _steady
    _steady = SteadyClock()


def now() -> datetime:
    return _steady.now() if _steady else datetime.now(UTC)
