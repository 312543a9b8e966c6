"""How fast requests go out, and who goes first when Telnyx says that it is enough.

Telnyx publishes one limit, on dials: 150 in any five seconds (Telnyx: Call limits). For
the rest it answers 429 with `x-ratelimit-*` headers. Each class of request leaves a
share of the bucket to those before it, so reading never delays a hang-up.
"""

import threading
import time
from collections.abc import Callable
from enum import IntEnum


class Urgency(IntEnum):
    """From the request that must go out to the one that can wait."""

    HANGUP = 0
    ROLE = 1
    RECORD = 2
    DIAL = 3
    READ = 4


# The share of the bucket that a request leaves untouched for those before it.
_RESERVE = {
    Urgency.HANGUP: 0.0,
    Urgency.ROLE: 0.1,
    Urgency.RECORD: 0.2,
    Urgency.DIAL: 0.3,
    Urgency.READ: 0.5,
}
DIALS_LIMIT_CODE = "90103"


class _Bucket:
    def __init__(self, *, per_second: float, capacity: float, now: float) -> None:
        self._per_second = per_second
        self._capacity = capacity
        self._tokens = capacity
        self._filled_at = now
        self._held_until = now

    def wait(self, reserve: float, now: float) -> float:
        """Return the seconds until a token may be taken; 0 when it may be now."""
        earned = max(0.0, now - self._filled_at) * self._per_second
        self._tokens = min(self._capacity, self._tokens + earned)
        self._filled_at = now
        missing = 1 + reserve * self._capacity - self._tokens
        return max(self._held_until - now, missing / self._per_second, 0.0)

    def take(self) -> None:
        self._tokens -= 1

    def hold(self, until: float) -> None:
        self._held_until = max(self._held_until, until)


class RequestBudget:
    """One per process and API key; safe to share between threads.

    `clock` is monotonic seconds.
    """

    def __init__(
        self, *, per_second: float = 50, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        now = clock()
        self._all = _Bucket(per_second=per_second, capacity=2 * per_second, now=now)
        self._dials = _Bucket(per_second=30, capacity=150, now=now)

    def take(self, urgency: Urgency) -> float:
        """Take a token and return 0, or return the seconds to wait without taking."""
        with self._lock:
            now = self._clock()
            wait = self._all.wait(_RESERVE[urgency], now)
            if urgency is Urgency.DIAL:
                wait = max(wait, self._dials.wait(0, now))
            if wait > 0:
                return wait
            self._all.take()
            if urgency is Urgency.DIAL:
                self._dials.take()
            return 0.0

    def hold(self, seconds: float, *, dials_only: bool = False) -> None:
        """Let nothing out, or no dial, for as long as Telnyx asked."""
        with self._lock:
            bucket = self._dials if dials_only else self._all
            bucket.hold(self._clock() + seconds)
