"""Celery inside the web process: a worker and a beat, each in a thread."""

import threading
from typing import Any

from celery.beat import EmbeddedService
from celery.worker import WorkController

from contactcenter.celery import app

SECONDS_TO_FINISH = 3


class Background:
    """Works off the memory:// broker, which reaches threads of this process only."""

    def __init__(self) -> None:
        self.worker: Any = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=app.conf.worker_concurrency,
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
        )
        self.working = threading.Thread(
            target=self.worker.start, name="worker", daemon=True
        )
        self.beat: Any = EmbeddedService(
            app,
            thread=True,
            # The one without a file: what was due while nobody ran is found by sweeps.
            scheduler_cls="celery.beat:Scheduler",
        )

    def start(self) -> None:
        self.working.start()
        self.beat.start()

    def stop(self) -> None:
        """Stop taking work; what is cut off is found again by a sweep.

        Celery may wait for a broker that is gone; nobody waits for Celery.
        """
        stopping = threading.Thread(target=self._stop, name="stopping", daemon=True)
        stopping.start()
        stopping.join(SECONDS_TO_FINISH)

    def _stop(self) -> None:
        self.beat.stop()
        self.worker.stop()
        self.working.join(SECONDS_TO_FINISH)
