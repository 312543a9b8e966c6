"""Threads that have to go on for as long as their process.

One that dies of a mistake is started again after a moment, and it is told: in the log,
and to whoever asks for the health of this process.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from logs.figures import Counted

logger = logging.getLogger(__name__)

DEATHS = Counted("thread_deaths", "Threads that died and were started again.", "thread")

PAUSE_SECS = 1.0
# For so long a thread that was started again counts as one that is not well.
TOLD_FOR_SECS = 60.0


@dataclass(frozen=True)
class Death:
    """`at` is counted by the monotonic clock."""

    name: str
    at: float
    error: str


class LastingThread:
    """Runs `work` until it returns, and again whenever it raises.

    `pause` waits so many seconds in between; it returns whether to end instead.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], None],
        pause: Callable[[float], bool] | None = None,
    ) -> None:
        self.name = name
        self._work = work
        self._ending = threading.Event()
        self._pause = pause or self._ending.wait
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def end(self, *, timeout: float) -> None:
        """Wait for the thread to end, and start it no more; `work` has to be told."""
        self._ending.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            try:
                self._work()
            except BaseException as error:
                _deaths[self.name] = Death(self.name, time.monotonic(), repr(error))
                DEATHS.add(self.name)
                logger.critical(
                    "The thread %s died and is started again", self.name, exc_info=True
                )
                if self._pause(PAUSE_SECS):
                    return
            else:
                return


_deaths: dict[str, Death] = {}


def recent_deaths(*, seconds: float = TOLD_FOR_SECS) -> list[Death]:
    """Return the last death of each thread of this process that died so lately."""
    since = time.monotonic() - seconds
    return sorted(
        (one for one in _deaths.values() if one.at >= since), key=lambda one: one.name
    )


def forget_deaths() -> None:
    """Begin anew, as a process does that has just been started."""
    _deaths.clear()
