"""Whose ears hear what: a plan is all that the far party of one leg hears from now on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.settings import Settings
from emulator.world.audio import audio_matrix
from emulator.world.model import World
from emulator.world.sounds import Medium
from emulator.world.state import Bridge, Leg, Participant


@dataclass(frozen=True)
class Sound:
    """Something played: ``kind`` is playback, speak or hold; ``name`` is its URL, its
    media name or its words. ``id`` tells two plays of the same file apart."""

    kind: str
    name: str
    id: str


@dataclass(frozen=True)
class Plan:
    """What the far party of one leg hears: other legs' far parties, and sounds."""

    call_control_id: str
    voices: tuple[str, ...] = ()
    sounds: tuple[Sound, ...] = ()


def plans_of(world: World) -> dict[str, Plan]:
    """The plan of each answered leg, by call_control_id."""
    return {
        call_control_id: Plan(
            call_control_id,
            tuple(voices),
            tuple(_sounds(world.legs[call_control_id], world.settings)),
        )
        for call_control_id, voices in audio_matrix(world).items()
    }


def _sounds(leg: Leg, settings: Settings) -> Iterable[Sound]:
    """What is played to this leg, the conference's sounds included."""
    line, place = leg.media, leg.place
    music = settings.telephone_hold_music
    if isinstance(place, Bridge) and place.other(leg).on_hold and music:
        yield Sound("hold", music, place.other(leg).call_control_id)
    media = [line.playing, line.overlay] if line is not None else []
    if isinstance(place, Participant):
        held_by = place.hears_on_hold
        if held_by is not None:
            yield Sound("hold", held_by, place.id)
        media += [
            one.medium
            for one in place.conference.playing
            if one.legs is None or leg in one.legs
        ]
    for medium in media:
        if medium is not None:
            yield _sound(medium)


def _sound(medium: Medium) -> Sound:
    name = medium.text or next(iter(medium.names.values()), "")
    return Sound(medium.kind, str(name), medium.id)
