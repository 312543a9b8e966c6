"""Celery inside the web process: a worker and a beat, each in a thread."""

import threading
from typing import Any

from celery.beat import Service
from celery.worker import WorkController

from contactcenter.celery import app
from live.lasting import LastingThread

SECONDS_TO_FINISH = 3


class Ended(Exception):
    """Celery came to an end although nobody had told it to."""


class Background:
    """Works off the memory:// broker, which reaches threads of this process only.

    A worker or a beat that ends by itself is replaced by a new one.
    """

    def __init__(self) -> None:
        self._is_stopping = False
        self._worker: Any = None
        self._beat: Any = None
        self._threads = [
            LastingThread("worker", self._work),
            LastingThread("beat", self._ring),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop taking work; what is cut off is found again by a sweep.

        Celery may wait for a broker that is gone; nobody waits for Celery.
        """
        self._is_stopping = True
        stopping = threading.Thread(target=self._stop, name="stopping", daemon=True)
        stopping.start()
        stopping.join(SECONDS_TO_FINISH)

    def _stop(self) -> None:
        if self._beat is not None:
            self._beat.stop()
        if self._worker is not None:
            self._worker.stop()
        # What was begun is finished by now. The threads themselves may still wait for
        # news that cannot come, and end with the process.
        for thread in self._threads:
            thread.end(timeout=0)

    def _work(self) -> None:
        self._worker = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=app.conf.worker_concurrency,
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
        )
        self._worker.start()
        self._require_stopping()

    def _ring(self) -> None:
        # It keeps no file: what was due while nobody ran is found by sweeps.
        self._beat = Service(app, scheduler_cls=app.conf.beat_scheduler)
        self._beat.start()
        self._require_stopping()

    def _require_stopping(self) -> None:
        if not self._is_stopping:
            raise Ended
