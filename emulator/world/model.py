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
from emulator.times import MICRO, on_tick, phase_of
from emulator.world.account import Account
from emulator.world.state import Conference, Leg, Queue, Recording
from emulator.world.values import ListLag, MediaFile, Past, RecordingFault


class Scheduler(Protocol):
    """The clock that the world is given."""

    def now(self) -> float: ...

    def after(self, delay: float, action: Callable[[], None]) -> Timer: ...


class People(Protocol):
    """The persons at the far ends, who are told what their telephone does."""

    def phone_rings(self, leg: Leg) -> None: ...

    def call_answered(self, leg: Leg) -> None: ...

    def talk_started(self, leg: Leg) -> None: ...

    def talk_stopped(self, leg: Leg) -> None: ...

    def call_ended(self, leg: Leg) -> None: ...

    def credential_changed(self, username: str, expires_at: float | None) -> None: ...

    def credential_over(self, username: str) -> None: ...

    def refer_outcome(self, address: str) -> int: ...

    def is_scripted(self, address: str) -> bool: ...


@dataclass(frozen=True)
class Event:
    """Something that happened, before it is dressed as a webhook.

    ``leg`` gives the ids in the payload; ``conference`` the conference rules. Both
    times are in microseconds: ``at`` is the true one, strictly increasing over all
    events, ``occurred_at`` the one that is told.
    """

    type: str
    at: int
    occurred_at: int
    leg: Leg | None
    conference: Conference | None
    extra: dict[str, Any]


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
        self.past_legs: Past[Leg] = Past()
        self.past_recordings: Past[Recording] = Past()
        self.recording_faults: list[RecordingFault] = []
        self.list_lags: list[ListLag] = []
        self.skew_secs = 0.0
        self.dialled_at: list[float] = []
        self._report = report
        self._ticks = seeded("ticks", settings.seed)
        self._last_at = 0

    def now(self) -> float:
        """Unix seconds by the account's own clock, which may be wrong."""
        return self.clock.now() + self.skew_secs

    def emit(
        self,
        event_type: str,
        leg: Leg | None = None,
        *,
        conference: Conference | None = None,
        **extra: Any,
    ) -> None:
        """Report that ``event_type`` happened now."""
        at = max(round(self.clock.now() * MICRO), self._last_at + 1)
        self._last_at = at
        occurred_at = self._told(leg, at)
        self._report(Event(event_type, at, occurred_at, leg, conference, extra))

    def _told(self, leg: Leg | None, at: int) -> int:
        """Now, in the ticks of the machine that has this leg; without ticks, the time
        at which it happened, which no other event has."""
        tick = round(self.settings.tick_secs * MICRO)
        if not tick:
            return at + round(self.skew_secs * MICRO)
        phase = phase_of(leg.call_leg_id) if leg is not None else 0
        told = on_tick(round(self.now() * MICRO), tick, phase)
        return told + self._ticks.randint(0, self.settings.tick_disorder_micros)

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
