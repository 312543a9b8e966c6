"""Conferences and their participants: plain state, and what it implies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from emulator import errors

if TYPE_CHECKING:
    from emulator.clock import Timer
    from emulator.world.account import Connection
    from emulator.world.legs import Leg
    from emulator.world.model import World
    from emulator.world.playbacks import ConferenceMedia
    from emulator.world.recordings import Recording

Status = Literal["init", "in_progress", "completed"]


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


def find_conference(
    world: World, id_or_name: str, *, by_name: bool = True
) -> Conference:
    """A conference by id, or an active one by name; raises Refusal 90058 (404)."""
    found = world.conferences.get(id_or_name)
    if found is not None:
        return found
    if by_name:
        named = active_conference(world, id_or_name)
        if named is not None:
            return named
    raise errors.conference_unknown()


def active_conference(world: World, name: str) -> Conference | None:
    """The one conference that uses ``name`` now (case-sensitive)."""
    for conference in world.conferences.values():
        if conference.name == name and not conference.is_over:
            return conference
    return None


def require_open(conference: Conference) -> None:
    """Raise Refusal 90019 when the conference has ended."""
    if conference.is_over:
        raise errors.conference_over()


def chosen_participants(
    world: World, conference: Conference, call_control_ids: list[str] | None
) -> list[Participant]:
    """The named participants; everybody when no id is given, as Telnyx does.

    Raises Refusal for an id that is unknown or not in this conference.
    """
    if not call_control_ids:
        return list(conference.participants)
    chosen = []
    for call_control_id in call_control_ids:
        leg = world.live_leg(call_control_id, "/call_control_ids")
        participant = conference.participant_of(leg)
        if participant is None:
            raise errors.not_possible(
                world.settings.code_not_possible,
                f"The call {call_control_id} isn't a participant of this conference.",
            )
        chosen.append(participant)
    return chosen
