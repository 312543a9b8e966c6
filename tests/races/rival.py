"""Somebody else who wants the same at the same time, with a connection of their own."""

import threading
import time
from collections.abc import Callable

from django.db import connection

# Not pg_stat_activity, of which a transaction sees the same for as long as it lasts.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Rival:
    """Runs `work` in a thread; what it raises is raised when it is waited for."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._error = error
        finally:
            connection.close()

    def get_stuck(self, seconds: float = 10) -> None:
        """Return once it waits for a lock, or has done all it wanted."""
        deadline = time.monotonic() + seconds
        while self._thread.is_alive() and not self._is_waiting():
            assert time.monotonic() < deadline, "it neither waits nor ends"
            time.sleep(0.01)

    def _is_waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            return bool(cursor.fetchone()[0])

    def end(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error
