"""Celery's beat, by a clock that nobody sets."""

import time
from typing import Any

from celery.beat import Scheduler
from typing_extensions import override

from contactcenter.pulses import EVERY_SECS
from contactcenter.pulses.actions import note_beat


class SteadyScheduler(Scheduler):
    """Rings each entry of the schedule at once, and then every so many seconds.

    Celery's own waits for moments of the system's clock: when that is set back by ten
    minutes, it rings nobody for ten minutes. A schedule of times of day has no place
    here.
    """

    clock = staticmethod(time.monotonic)
    # Called every so often, to show that there is a beat.
    show_life = staticmethod(note_beat)

    def __init__(self, *args: Any, **options: Any) -> None:
        self._due: dict[str, float] = {}
        self._shown_at: float | None = None
        super().__init__(*args, **options)

    @override
    def setup_schedule(self) -> None:
        self.merge_inplace(self.app.conf.beat_schedule)

    @override
    def tick(self, *args: Any, **options: Any) -> float:
        """Ring what is due; return the seconds until the next is."""
        for name, entry in self.schedule.items():
            now = self.clock()
            if now < self._due.get(name, now):
                continue
            every: Any = entry.schedule
            self._due[name] = now + every.run_every.total_seconds()
            self.apply_entry(entry, producer=self.producer)
        self._show_life()
        return max(0.0, min(self._due.values()) - self.clock())

    def _show_life(self) -> None:
        now = self.clock()
        if self._shown_at is None or now - self._shown_at >= EVERY_SECS:
            self._shown_at = now
            self.show_life()
