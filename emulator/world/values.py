"""What the world's things are described with: plain values that know no other thing."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from emulator.clock import Timer
from emulator.settings import Settings

T = TypeVar("T")
Direction = Literal["incoming", "outgoing"]
Side = Literal["caller", "callee", "unknown"]
Status = Literal["init", "in_progress", "completed"]
State = Literal["recording", "paused", "completed"]
REASONS = (
    "Failed to authorize with storage using custom credentials",
    "Invalid credentials json",
    "Unsupported backend",
    "Internal server error",
)
"""docs: why ``call.recording.error`` is sent."""
FORBIDDEN = "403"
"""docs: the network refuses with this code and a number of its own (D1, D2 …)."""
LISTS = (
    "connections.active_calls",
    "conferences.list",
    "conferences.participants.list",
    "queues.calls.list",
    "recordings.list",
)
"""The operations whose lists can lag."""
LONGEST_LAG_SECS = 3600.0


class Phase(StrEnum):
    """A leg only moves forward through these."""

    RINGING = "ringing"
    ANSWERING = "answering"
    ANSWERED = "answered"
    ENDED = "ended"


@dataclass(frozen=True)
class Ending:
    """Why a leg ended, in the words of ``call.hangup``."""

    cause: str
    source: Side
    sip_code: str
    telnyx_error: str | None = None
    """A D number, when Telnyx itself refused the call (docs: SIP response codes)."""


@dataclass(frozen=True)
class Wording:
    """What an ending shall say; None leaves it to what is usual."""

    sip_code: str | None = None
    hangup_cause: str | None = None
    hangup_source: Side | None = None
    telnyx_error: str | None = None

    def of(self, usual: Ending, settings: Settings) -> Ending:
        """The ending in these words. A SIP code alone brings the cause that is usual
        for it, and Telnyx's own error brings 403."""
        code = self.sip_code or (FORBIDDEN if self.telnyx_error else None)
        if code is None:
            code, cause = usual.sip_code, usual.cause
        else:
            cause = dict(settings.failure_causes).get(code, "unspecified")
        return Ending(
            self.hangup_cause or cause,
            self.hangup_source or usual.source,
            code,
            self.telnyx_error,
        )


@dataclass(frozen=True)
class WebhookOverride:
    """Where a leg's own webhooks go, as set by dial, answer or transfer."""

    url: str | None = None
    method: str = "POST"
    urls: dict[str, list[str]] = field(default_factory=dict)
    """By event type; the second of an event's URLs takes the failover's place."""
    urls_method: str = "POST"
    retries_ms: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class MediaFile:
    """What is known of a playable file: its length, or that it does not exist."""

    secs: float
    is_missing: bool = False


@dataclass
class RecordingFault:
    """The next ``count`` recordings of calls that end cannot be stored."""

    reason: str = "Internal server error"
    count: int = 1


@dataclass(frozen=True)
class ListLag:
    """How far a list is behind, in seconds; ``operation`` is ``*`` for all of them."""

    operation: str
    lingers_secs: float = 0.0
    """What is over is still shown for so long."""
    late_secs: float = 0.0
    """What begins is shown so much later."""


NO_LAG = ListLag("*")


class Past(Generic[T]):
    """Things that are over, kept for as long as a list may still show them."""

    def __init__(self) -> None:
        self._over: deque[tuple[float, T]] = deque()

    def add(self, thing: T, now: float) -> None:
        self._over.append((now, thing))
        while self._over[0][0] < now - LONGEST_LAG_SECS:
            self._over.popleft()

    def since(self, moment: float) -> list[T]:
        """What ended after ``moment``."""
        return [thing for ended_at, thing in self._over if ended_at > moment]


class Timed:
    """A thing with timers that have names."""

    timers: dict[str, Timer]

    def set_timer(self, name: str, timer: Timer) -> None:
        """Keep a named timer; a former one of that name is cancelled."""
        self.cancel_timer(name)
        self.timers[name] = timer

    def cancel_timer(self, name: str) -> None:
        timer = self.timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def cancel_timers(self) -> None:
        for name in list(self.timers):
            self.cancel_timer(name)
