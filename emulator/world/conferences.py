"""Conferences and their participants: plain state, and what it implies."""

from __future__ import annotations

from emulator import errors
from emulator.world.model import World
from emulator.world.state import (
    Conference,
    Participant,
)


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
