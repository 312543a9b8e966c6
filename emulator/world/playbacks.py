"""Files and speech played to a leg, one after the other, or to a conference.

Each leg has one line of media: a second start waits behind the first unless it stops
it (docs: playback_start). An overlay is mixed over the line and needs one.
"""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.world.model import World
from emulator.world.sounds import Infinity, MediaLine, Medium
from emulator.world.state import Conference, ConferenceMedia, Leg


def file_medium(
    world: World,
    *,
    audio_url: str | None,
    media_name: str | None,
    loop: int | str | None = 1,
    overlay: bool = False,
) -> Medium:
    """A file with the length that the control API gave it, or the default length."""
    known = world.media_files.get(audio_url or media_name or "")
    secs = known.secs if known else world.settings.default_media_secs
    names: dict[str, Any] = {}
    if audio_url is not None:
        names["media_url"] = audio_url
    if media_name is not None:
        names["media_name"] = media_name
    return Medium(
        id=world.ids.uuid(),
        kind="playback",
        secs=_looped(secs, loop),
        names=names,
        is_overlay=overlay,
        is_missing=known is not None and known.is_missing,
    )


def speech_medium(world: World, text: str, loop: int | str | None = 1) -> Medium:
    secs = max(0.5, len(text) * world.settings.speech_secs_per_character)
    return Medium(
        id=world.ids.speak_id(), kind="speak", secs=_looped(secs, loop), text=text
    )


def _looped(secs: float, loop: int | str | None) -> float | None:
    return Infinity if loop == "infinity" else secs * int(loop or 1)


def play(world: World, leg: Leg, medium: Medium, stop: str | None = None) -> None:
    """Play at once, or after what is playing; ``stop`` is None, current or all.

    Raises Refusal when an overlay has nothing to be mixed over.
    """
    line = leg.media = leg.media or MediaLine()
    if medium.is_overlay:
        if line.playing is None or line.playing.kind != "playback":
            raise errors.not_possible(
                world.settings.code_not_possible,
                "An overlay needs an audio file that is already being played.",
            )
        if line.overlay is not None:
            _end(world, leg, line.overlay, "cancelled")
        line.overlay = medium
        _begin(world, leg, medium)
        return
    if stop == "all":
        line.waiting.clear()
    line.waiting.append(medium)
    if line.playing is None:
        _next(world, leg)
    elif stop in {"current", "all"}:
        _end(world, leg, line.playing, "cancelled")


def stop_playing(
    world: World, leg: Leg, stop: str = "all", *, overlay: bool = False
) -> None:
    """Stop the current medium or the whole line; silence is not an error."""
    line = leg.media
    if line is None:
        return
    if overlay:
        if line.overlay is not None:
            _end(world, leg, line.overlay, "cancelled")
        return
    if stop == "all":
        silence(world, leg, "cancelled")
    elif line.playing is not None:
        _end(world, leg, line.playing, "cancelled")


def silence(world: World, leg: Leg, status: str) -> None:
    """End everything on the leg's line with ``status``."""
    line = leg.media
    if line is None:
        return
    line.waiting.clear()
    if line.overlay is not None:
        _end(world, leg, line.overlay, status)
    if line.playing is not None:
        _end(world, leg, line.playing, status)


def _next(world: World, leg: Leg) -> None:
    line = leg.media
    if line is None or line.playing is not None or not line.waiting:
        return
    line.playing = line.waiting.pop(0)
    _begin(world, leg, line.playing)


def _begin(world: World, leg: Leg, medium: Medium) -> None:
    if medium.is_missing:
        _end(world, leg, medium, "file_not_found")
        return
    world.emit(f"call.{medium.kind}.started", leg, **_details(medium))
    if medium.secs is not None:
        medium.timer = world.after(
            medium.secs, lambda: _end(world, leg, medium, "completed")
        )


def _end(world: World, leg: Leg, medium: Medium, status: str) -> None:
    if medium.timer is not None:
        medium.timer.cancel()
    line = leg.media
    if line is not None:
        if line.overlay is medium:
            line.overlay = None
        if line.playing is medium:
            line.playing = None
    extra = _details(medium) | {"status": _status(world, medium, status)}
    if medium.kind == "playback":
        extra["status_detail"] = status
    world.emit(f"call.{medium.kind}.ended", leg, **extra)
    if status != "call_hangup" and medium.after is not None:
        medium.after()
    _next(world, leg)


def _status(world: World, medium: Medium, status: str) -> str:
    if medium.kind == "speak" and status == "cancelled":
        return world.settings.cancelled_speech_status
    return status


def _details(medium: Medium) -> dict[str, Any]:
    if medium.kind == "speak":
        return {"speak_id": medium.id}
    return {
        **medium.names,
        "overlay": medium.is_overlay,
        "playback_id": medium.id,
    }


def play_to_conference(
    world: World, conference: Conference, medium: Medium, legs: list[Leg] | None
) -> None:
    """Play to everybody (``legs`` None) or to these legs."""
    media = ConferenceMedia(medium, legs)
    conference.playing.append(media)
    _report_conference_media(world, conference, media, "started")
    if medium.secs is not None:
        medium.timer = world.after(
            medium.secs, lambda: end_conference_media(world, conference, media)
        )


def end_conference_media(
    world: World, conference: Conference, media: ConferenceMedia
) -> None:
    if media not in conference.playing:
        return
    conference.playing.remove(media)
    if media.medium.timer is not None:
        media.medium.timer.cancel()
    _report_conference_media(world, conference, media, "ended")


def end_for_participant(
    world: World, conference: Conference, media: ConferenceMedia, leg: Leg
) -> None:
    """End it for one who leaves; the others go on hearing it."""
    others = [one for one in media.legs or [] if one is not leg]
    media.legs = [leg]
    if not others:
        end_conference_media(world, conference, media)
        return
    _report_conference_media(world, conference, media, "ended")
    media.legs = others


def stop_conference_media(
    world: World, conference: Conference, legs: list[Leg] | None
) -> None:
    """Stop what is played to everybody (None), or to any of these legs."""
    for media in list(conference.playing):
        if legs is None or (media.legs and set(media.legs) & set(legs)):
            end_conference_media(world, conference, media)


def _report_conference_media(
    world: World, conference: Conference, media: ConferenceMedia, what: str
) -> None:
    name = f"{media.prefix}.{what}"
    if media.legs is None:
        world.emit(name, conference=conference, **media.medium.names)
        return
    for leg in media.legs:
        world.emit(name, leg, conference=conference, **media.medium.names)
