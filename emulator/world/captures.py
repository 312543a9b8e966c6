"""What running recordings take: whose voices, and what is played, on which channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.world.hearing import Plan, Sound, plans_of
from emulator.world.model import World
from emulator.world.state import Conference, Leg, Participant, Recording


@dataclass(frozen=True)
class Capture:
    """One recording from now on. docs: dual channels have the first leg on A, the rest
    on B; of a conference, its creator and the rest."""

    recording: str
    is_dual: bool = False
    is_running: bool = False
    first: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    sounds: tuple[Sound, ...] = ()
    is_over: bool = False


def captures_of(world: World) -> dict[str, Capture]:
    """All recordings that have begun and not ended, by id."""
    plans: dict[str, Plan] | None = None
    found: dict[str, Capture] = {}
    for recording in _running(world):
        plans = plans_of(world) if plans is None else plans
        found[recording.id] = _capture(world, recording, plans)
    return found


def over(recording: str) -> Capture:
    return Capture(recording, is_over=True)


def _running(world: World) -> Iterable[Recording]:
    for leg in world.legs.values():
        yield from leg.recordings
    for conference in world.conferences.values():
        yield from conference.recordings


def _capture(world: World, recording: Recording, plans: dict[str, Plan]) -> Capture:
    first, room = recording.leg.call_control_id, recording.conference
    plan = plans.get(first, Plan(first))
    if room is None:
        voices = [one for one in plan.voices if not _whispers(world.legs[one])]
    else:
        voices = _spoken_in(room)
    return Capture(
        recording.id,
        recording.channels == "dual",
        recording.state == "recording",
        first=(first,) if room is None or first in voices else (),
        rest=tuple(one for one in voices if one != first),
        sounds=plan.sounds,
    )


def _spoken_in(room: Conference) -> list[str]:
    """Whom the room hears; a whisper is not for all, so it is not recorded."""
    return [one.leg.call_control_id for one in room.voices() if not _whispers(one.leg)]


def _whispers(leg: Leg) -> bool:
    place = leg.place
    is_in_room = isinstance(place, Participant) and place.role == "whisper"
    return is_in_room or leg.supervisor_role == "whisper"
