"""The world: all state, and the one way by which it reports what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from emulator import errors
from emulator.chance import seeded
from emulator.clock import Timer
from emulator.ids import Ids
from emulator.settings import Settings
from emulator.times import MICRO
from emulator.world.account import Account
from emulator.world.conferences import Conference
from emulator.world.legs import Leg
from emulator.world.queues import Queue
from emulator.world.recordings import Recording, RecordingFault


class Scheduler(Protocol):
    """The clock that the world is given."""

    def now(self) -> float: ...

    def after(self, delay: float, action: Callable[[], None]) -> Timer: ...


class People(Protocol):
    """The persons at the far ends, who are told what their telephone does."""

    def phone_rings(self, leg: Leg) -> None: ...

    def talk_started(self, leg: Leg) -> None: ...

    def talk_stopped(self, leg: Leg) -> None: ...

    def call_ended(self, leg: Leg) -> None: ...

    def refer_outcome(self, address: str) -> int: ...


@dataclass(frozen=True)
class Event:
    """Something that happened, before it is dressed as a webhook.

    ``leg`` gives the ids in the payload; ``conference`` the conference rules.
    ``occurred_at`` is in microseconds and strictly increasing over all events.
    """

    type: str
    occurred_at: int
    leg: Leg | None
    conference: Conference | None
    extra: dict[str, Any]


@dataclass(frozen=True)
class MediaFile:
    """What is known of a playable file: its length, or that it does not exist."""

    secs: float
    is_missing: bool = False


class World:
    """Holds legs, queues, conferences, recordings and the account."""

    def __init__(
        self,
        settings: Settings,
        clock: Scheduler,
        people: People,
        report: Callable[[Event], None],
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.people = people
        self.ids = Ids(settings.seed)
        self.random = seeded("world", settings.seed)
        self.account = Account()
        self.legs: dict[str, Leg] = {}
        self.queues: dict[str, Queue] = {}
        self.conferences: dict[str, Conference] = {}
        self.recordings: dict[str, Recording] = {}
        self.media_files: dict[str, MediaFile] = {}
        self.recording_faults: list[RecordingFault] = []
        self.dialled_at: list[float] = []
        self._report = report
        self._last_occurred_at = 0

    def now(self) -> float:
        return self.clock.now()

    def emit(
        self,
        event_type: str,
        leg: Leg | None = None,
        *,
        conference: Conference | None = None,
        **extra: Any,
    ) -> None:
        """Report that ``event_type`` happened now."""
        at = max(round(self.now() * MICRO), self._last_occurred_at + 1)
        self._last_occurred_at = at
        self._report(Event(event_type, at, leg, conference, extra))

    def after(self, delay: float, action: Callable[[], None]) -> Timer:
        return self.clock.after(delay, action)

    def leg(self, call_control_id: str, pointer: str = "/call_control_id") -> Leg:
        """The leg with this id, ended ones included for ten minutes.

        Raises Refusal 90015 for an unknown id.
        """
        leg = self.legs.get(call_control_id)
        if leg is None:
            raise errors.invalid_call_control_id(pointer)
        return leg

    def forget(self, leg: Leg) -> None:
        """Drop an ended leg for good."""
        self.legs.pop(leg.call_control_id, None)

    def live_leg(self, call_control_id: str, pointer: str = "/call_control_id") -> Leg:
        """As ``leg``; raises Refusal 90018 when the leg has ended."""
        leg = self.leg(call_control_id, pointer)
        if not leg.is_alive:
            raise errors.call_ended()
        return leg

    def answered_leg(
        self, call_control_id: str, pointer: str = "/call_control_id"
    ) -> Leg:
        """As ``live_leg``; raises Refusal 90034 when it is not answered yet."""
        leg = self.live_leg(call_control_id, pointer)
        require_answered(leg)
        return leg


def require_answered(leg: Leg) -> None:
    """Raise Refusal 90018 or 90034 unless ``leg`` is up."""
    if not leg.is_alive:
        raise errors.call_ended()
    if not leg.is_answered:
        raise errors.not_answered()
