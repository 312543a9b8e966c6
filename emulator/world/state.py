"""Legs, and their places: bridges, queues and conferences. Plain state, and what it
implies; what happens to it is told by the modules above."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from emulator.clock import Timer
from emulator.world.account import Connection
from emulator.world.sounds import Gather, MediaLine, Medium
from emulator.world.values import (
    Direction,
    Ending,
    Past,
    Phase,
    Side,
    State,
    Status,
    Timed,
    WebhookOverride,
    Wording,
)


@dataclass(eq=False)
class Bridge:
    """Two legs that hear each other."""

    first: Leg
    second: Leg

    def other(self, leg: Leg) -> Leg:
        return self.second if leg is self.first else self.first


@dataclass(eq=False)
class Leg(Timed):
    """One side of a call.

    ``place`` is the one place where the leg is; None means parked. ``from_`` and
    ``to`` are as the network shows them. The application is on ``our_side``.
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
    # How it ends when nobody answers, if not as usual.
    rings_out_as: Wording | None = None
    place: Bridge | QueueEntry | Participant | None = None
    webhooks: WebhookOverride = field(default_factory=WebhookOverride)
    custom_headers: list[dict[str, str]] = field(default_factory=list)
    sip_headers: list[dict[str, str]] = field(default_factory=list)
    # What dial or bridge asked for.
    flow_destination: str | None = None
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
    begins_at_browser: bool = False
    # The other end of a call to the account itself: dialled here, coming in there.
    twin: Leg | None = None
    attestation: str | None = None
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
    def far_party_calls(self) -> bool:
        """Whether the far party made this call; if not, the application dialled it."""
        return self.direction == "incoming" or self.begins_at_browser

    @property
    def our_side(self) -> Side:
        return "callee" if self.far_party_calls else "caller"

    @property
    def far_address(self) -> str:
        return self.from_ if self.far_party_calls else self.to

    @property
    def far_side(self) -> Side:
        return "caller" if self.far_party_calls else "callee"

    def ended_normally(self, *, by_far_party: bool) -> Ending:
        source = self.far_side if by_far_party else self.our_side
        return Ending("normal_clearing", source, "200")


@dataclass(eq=False)
class Queue:
    """A named line of calls; ``max_size`` limits new entries only."""

    id: str
    name: str
    max_size: int
    created_at: float
    updated_at: float
    entries: list[QueueEntry] = field(default_factory=list)
    past_entries: Past[QueueEntry] = field(default_factory=Past)
    entered: int = 0

    def average_wait_secs(self, now: float) -> int:
        """Mean wait of the calls that are queued now."""
        if not self.entries:
            return 0
        total = sum(now - entry.enqueued_at for entry in self.entries)
        return int(total / len(self.entries))


@dataclass(eq=False)
class QueueEntry:
    """One call's stay in one queue. Its leg may be dead with ``keep_after_hangup``."""

    queue: Queue
    leg: Leg
    enqueued_at: float
    keep_after_hangup: bool
    timer: Timer | None = None

    @property
    def position(self) -> int:
        """1 for the next call to be served."""
        return self.queue.entries.index(self) + 1

    def wait_secs(self, now: float) -> int:
        return int(now - self.enqueued_at)


@dataclass(eq=False)
class Participant:
    """One leg's stay in one conference."""

    id: str
    conference: Conference
    leg: Leg
    joined_at: float
    updated_at: float
    is_muted: bool = False
    is_on_hold: bool = False
    waits_for_start: bool = False
    role: str = "none"
    whisper_to: list[str] = field(default_factory=list)
    ends_conference: bool = False
    soft_ends_conference: bool = False
    beep: str | None = None
    hold_audio: str | None = None
    has_left: bool = False

    @property
    def is_held(self) -> bool:
        """Held by command, or because the conference has not started."""
        return self.is_on_hold or self.waits_for_start

    @property
    def hears_on_hold(self) -> str | None:
        """The file or media name that a held participant hears, if there is one."""
        if not self.is_held:
            return None
        return self.hold_audio or self.conference.hold_audio

    @property
    def beeps(self) -> str:
        """When this participant's coming and going is heard as a beep."""
        return self.beep or self.conference.beep

    def is_heard_by(self, other: Participant) -> bool:
        """Whether ``other`` hears this participant (docs: supervisor_role)."""
        if self.is_muted or self.is_held or other.is_held:
            return False
        if self.role == "whisper":
            return other.leg.call_control_id in self.whisper_to
        return self.role != "monitor"


@dataclass(eq=False)
class Conference:
    """A conference; ``creator`` is the leg it was created from."""

    id: str
    name: str
    creator: Leg
    connection: Connection
    created_at: float
    updated_at: float
    expires_at: float
    max_participants: int
    status: Status = "in_progress"
    beep: str = "never"
    region: str = "us"
    hold_audio: str | None = None
    end_reason: str | None = None
    ended_by: Leg | None = None
    ended_at: float | None = None
    creator_left: bool = False
    participants: list[Participant] = field(default_factory=list)
    former_participants: list[Participant] = field(default_factory=list)
    past_participants: Past[Participant] = field(default_factory=Past)
    recordings: list[Recording] = field(default_factory=list)
    playing: list[ConferenceMedia] = field(default_factory=list)
    expiry: Timer | None = None
    floor: Timer | None = None
    speaker: Leg | None = None

    @property
    def is_over(self) -> bool:
        return self.status == "completed"

    def participant_of(self, leg: Leg) -> Participant | None:
        for participant in self.participants:
            if participant.leg is leg:
                return participant
        return None

    def voices(self) -> list[Participant]:
        """Participants who can be heard by at least one other."""
        return [
            one
            for one in self.participants
            if any(one.is_heard_by(other) for other in self.participants)
        ]


@dataclass(eq=False)
class ConferenceMedia:
    """A medium played to a whole conference, or to some of its legs."""

    medium: Medium
    legs: list[Leg] | None

    @property
    def prefix(self) -> str:
        kind = self.medium.kind
        if self.legs is None:
            return f"conference.{kind}"
        return f"conference.participant.{kind}"


@dataclass(eq=False)
class Recording:
    """One recording; ``stretches`` are the captured spans, without the pauses."""

    id: str
    leg: Leg
    conference: Conference | None
    format: str
    channels: str
    initiated_by: str
    started_at: float
    state: State = "recording"
    ended_at: float | None = None
    stretches: list[tuple[float, float]] = field(default_factory=list)
    running_since: float | None = None
    file_name: str = ""
    max_length_secs: float = 0.0
    client_state: str | None = None
    has_client_state: bool = False
    is_deleted: bool = False
    is_transcribed: bool = False

    @property
    def duration_millis(self) -> int:
        return round(sum(end - start for start, end in self.stretches) * 1000)
