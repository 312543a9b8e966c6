"""Where the media process leaves what it recorded: 16 bit samples at 16 kHz, two
channels side by side if the recording is dual. A talk without a browser has no file."""

from __future__ import annotations

from pathlib import Path


def captured_file(folder: Path, recording_id: str) -> Path:
    return folder / f"{recording_id}.pcm"
