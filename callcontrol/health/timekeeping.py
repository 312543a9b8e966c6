"""What this process knows of Telnyx's clock, and Telnyx's times on our own.

Only webhooks that are new count: whoever has got hold of an old one and sends it again
tells nothing of the time.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from callcontrol.health import actions, clock, queries
from callcontrol.models import Event
from callcontrol.states import EventSource
from provider import events
from provider.errors import UnreadableEvent

# Another process may have begun to correct the time.
READ_EVERY = timedelta(seconds=5)


class Signed(Protocol):
    """What a webhook brings along to tell the time by."""

    @property
    def raw(self) -> bytes: ...
    @property
    def signed_at(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def source(self) -> EventSource: ...


class Timekeeper:
    """Of one process; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew, as a process does that has just been started."""
        self._offsets = clock.Offsets()
        self._corrections: tuple[clock.Correction, ...] = ()
        self._read_at: datetime | None = None
        # Our clock minus Telnyx's by the last webhooks; None before the first.
        self.offset: timedelta | None = None

    def times_for(self, deliveries: Sequence[Signed]) -> Callable[[datetime], datetime]:
        """Return what puts Telnyx's times in these webhooks onto our clock."""
        told = [one for one in deliveries if _tells_the_time(one)]
        with self._lock:
            if told:
                self._listen(told)
            return partial(clock.our_time, corrections=self._corrections)

    def _listen(self, deliveries: Sequence[Signed]) -> None:
        now = max(one.received_at for one in deliveries)
        self._read(now)
        if any(self._is_new_to_us(one) for one in deliveries):
            repeated = _stored(deliveries)
            deliveries = [one for one in deliveries if _id_of(one) not in repeated]
        for one in deliveries:
            self._offsets.add(one.received_at, _offset_of(one))
        if not deliveries:
            return
        self.offset = self._offsets.middle
        wanted = clock.wanted_offset(self.offset, self._corrections)
        if wanted != clock.added(self._corrections):
            self._corrections = actions.correct_clock(self.offset, now=now)

    def _read(self, now: datetime) -> None:
        if self._read_at is None or abs(now - self._read_at) >= READ_EVERY:
            self._corrections = queries.corrections()
            self._read_at = now

    def _is_new_to_us(self, delivery: Signed) -> bool:
        return clock.is_off(_offset_of(delivery) - clock.added(self._corrections))


def _tells_the_time(delivery: Signed) -> bool:
    return delivery.source == EventSource.WEBHOOK and delivery.signed_at.isdigit()


def _offset_of(delivery: Signed) -> timedelta:
    return clock.offset_of(delivery.signed_at, delivery.received_at)


def _stored(deliveries: Sequence[Signed]) -> Collection[str]:
    """Return the ids of events that came before, and of what is no event at all."""
    ids = {_id_of(one) for one in deliveries}
    rows = Event.objects.filter(event_id__in=ids - {""})
    return {"", *rows.values_list("event_id", flat=True)}


def _id_of(delivery: Signed) -> str:
    try:
        return events.parse(delivery.raw, received_at=delivery.received_at).id
    except UnreadableEvent:
        return ""


timekeeper = Timekeeper()
