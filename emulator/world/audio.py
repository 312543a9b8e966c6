"""Who hears whom right now: the truth that every supervision screen must match."""

from __future__ import annotations

from emulator.world.model import World
from emulator.world.state import Bridge, Leg, Participant


def audio_matrix(world: World) -> dict[str, list[str]]:
    """Map each answered leg's call_control_id to those whom its far party hears."""
    heard: dict[Leg, set[Leg]] = {
        leg: set() for leg in world.legs.values() if leg.is_answered
    }
    for leg in heard:
        heard[leg] |= _heard_at_place(leg)
    for leg in list(heard):
        if leg.supervises is not None:
            _add_supervisor(world, heard, leg, leg.supervises)
    return {
        leg.call_control_id: sorted(other.call_control_id for other in others)
        for leg, others in heard.items()
    }


def _heard_at_place(leg: Leg) -> set[Leg]:
    place = leg.place
    if leg.on_hold:
        return set()
    if isinstance(place, Bridge):
        other = place.other(leg)
        return set() if other.on_hold else {other}
    if isinstance(place, Participant):
        return {
            other.leg
            for other in place.conference.participants
            if other is not place
            and other.leg.is_answered
            and not other.leg.on_hold
            and other.is_heard_by(place)
        }
    return set()


def _add_supervisor(
    world: World, heard: dict[Leg, set[Leg]], supervisor: Leg, supervised: Leg
) -> None:
    """Barge is heard by both ends, whisper by the one that the settings say."""
    if supervised not in heard or supervisor.on_hold:
        return
    others = _heard_at_place(supervised)
    heard[supervisor] |= {supervised} | others
    role, whispered = supervisor.supervisor_role, world.settings.whisper_is_heard_by
    if role == "barge" or (role == "whisper" and whispered == "supervised"):
        heard[supervised].add(supervisor)
    if role == "barge" or (role == "whisper" and whispered == "opposite"):
        for other in _hearers_of(heard, supervised, supervisor):
            heard[other].add(supervisor)


def _hearers_of(heard: dict[Leg, set[Leg]], leg: Leg, supervisor: Leg) -> list[Leg]:
    return [
        other
        for other in heard
        if other is not supervisor
        and other is not leg
        and other.supervises is None
        and leg in _heard_at_place(other)
    ]
