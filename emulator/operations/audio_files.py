"""Audio files that do not exist, as far as the control API has said so."""

from __future__ import annotations

from typing import Any

from emulator.errors import Refusal
from emulator.world.model import World


def require_in_conference(world: World, body: dict[str, Any], *names: str) -> None:
    """Raise Refusal 404 10005 for a missing file (docs: Conference commands)."""
    for name in names:
        if _is_missing(world, body.get(name)):
            raise Refusal(
                404,
                "10005",
                "Audio file not found",
                "The provided audio file could not be found.",
                pointer=f"/{name}",
            )


def require_for_dial(world: World, body: dict[str, Any]) -> None:
    """Raise Refusal 400 90040 for a file that cannot be fetched (docs: Dial)."""
    for name in ("audio_url", "media_name"):
        if _is_missing(world, body.get(name)):
            raise Refusal(
                400,
                "90040",
                "Downloading audio file failed",
                "The provided audio file could not be downloaded.",
                pointer=f"/{name}",
            )


def _is_missing(world: World, name: str | None) -> bool:
    known = world.media_files.get(name or "")
    return known is not None and known.is_missing
