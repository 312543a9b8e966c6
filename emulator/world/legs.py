"""One leg of a call and the places where it can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from emulator.clock import Timer
    from emulator.world.account import Connection
    from emulator.world.conferences import Participant
    from emulator.world.gathers import Gather
    from emulator.world.playbacks import MediaLine
    from emulator.world.queues import QueueEntry
    from emulator.world.recordings import Recording

Direction = Literal["incoming", "outgoing"]
Side = Literal["caller", "callee", "unknown"]


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


@dataclass(frozen=True)
class WebhookOverride:
    """Where a leg's own webhooks go, as set by dial, answer or transfer."""

    url: str | None = None
    method: str = "POST"
    urls: dict[str, str] = field(default_factory=dict)
    urls_method: str = "POST"
    retries_ms: dict[str, list[int]] = field(default_factory=dict)


@dataclass(eq=False)
class Bridge:
    """Two legs that hear each other."""

    first: Leg
    second: Leg

    def other(self, leg: Leg) -> Leg:
        return self.second if leg is self.first else self.first


@dataclass(eq=False)
class Leg:
    """One side of a call.

    ``place`` is the one place where the leg is; None means parked. ``from_`` and
    ``to`` are as the network shows them.
    """

    call_control_id: str
    call_leg_id: str
    call_session_id: str
    connection: Connection
    direction: Direction
    from_: str
    to: str
    started_at: float
    caller_name: str | None = None
    client_state: str | None = None
    phase: Phase = Phase.RINGING
    answered_at: float | None = None
    ended_at: float | None = None
    ending: Ending | None = None
    place: Bridge | QueueEntry | Participant | None = None
    webhooks: WebhookOverride = field(default_factory=WebhookOverride)
    custom_headers: list[dict[str, str]] = field(default_factory=list)
    sip_headers: list[dict[str, str]] = field(default_factory=list)
    # What dial or bridge asked for.
    options: dict[str, Any] = field(default_factory=dict)
    link_to: Leg | None = None
    # All legs of one dial to several destinations, until one of them has answered.
    rivals: list[Leg] = field(default_factory=list)
    parks_after_unbridge: bool = False
    holds_after_unbridge: bool = False
    bridges_when_answered: Leg | None = None
    bridge_issuer: Leg | None = None
    transfer_of: Leg | None = None
    transfers_to: Leg | None = None
    supervises: Leg | None = None
    supervisors: list[Leg] = field(default_factory=list)
    supervisor_role: str | None = None
    # What is going on.
    on_hold: bool = False
    is_machine: bool = False
    commanded: bool = False
    media: MediaLine | None = None
    gather: Gather | None = None
    recordings: list[Recording] = field(default_factory=list)
    timers: dict[str, Timer] = field(default_factory=dict)

    @property
    def is_alive(self) -> bool:
        return self.phase is not Phase.ENDED

    @property
    def is_answered(self) -> bool:
        return self.phase is Phase.ANSWERED

    @property
    def peer(self) -> Leg | None:
        """The leg this one is bridged with."""
        return self.place.other(self) if isinstance(self.place, Bridge) else None

    @property
    def our_side(self) -> Side:
        """The side of the application: callee of an inbound leg, else caller."""
        return "callee" if self.direction == "incoming" else "caller"

    @property
    def far_address(self) -> str:
        """The number or SIP URI of the far party."""
        return self.from_ if self.direction == "incoming" else self.to

    @property
    def far_side(self) -> Side:
        return "caller" if self.direction == "incoming" else "callee"

    def ended_normally(self, *, by_far_party: bool) -> Ending:
        """The ordinary ending of an answered leg."""
        source = self.far_side if by_far_party else self.our_side
        return Ending("normal_clearing", source, "200")

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
