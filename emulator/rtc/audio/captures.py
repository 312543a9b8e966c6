"""What is recorded: samples in a file, with holes where nobody had to listen."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np

from emulator.media.captured import captured_file
from emulator.media.render import RATE as CAPTURE_RATE
from emulator.rtc.audio.frames import RATE, Samples, as_pcm


def narrowed(frame: Samples) -> Samples:
    """A frame at 16 kHz: the mean of each three samples."""
    return np.asarray(frame.reshape(-1, RATE // CAPTURE_RATE).mean(axis=1), np.float32)


class Capture:
    """One recording in progress. Time passes with each frame; a frame that nobody
    hands over is silence, and costs no room on the disk. Nothing passes in a pause."""

    def __init__(self, folder: Path, recording_id: str, *, is_dual: bool) -> None:
        self._path = captured_file(folder, recording_id)
        self._channels = 2 if is_dual else 1
        self._file: BinaryIO | None = None
        self._passed = 0
        self._written = 0
        self.is_running = True

    def pass_over(self) -> None:
        """20 ms in which there is nothing to be heard."""
        if self.is_running:
            self._passed += 1

    def take(self, *channels: Samples) -> None:
        """The next frame: one for each channel."""
        if not self.is_running:
            return
        pcm = as_pcm(np.stack([narrowed(one) for one in channels], axis=1)).tobytes()
        if self._file is None:
            self._file = self._path.open("wb")
        if self._written != self._passed:
            self._file.seek(self._passed * len(pcm))
        self._file.write(pcm)
        self._passed += 1
        self._written = self._passed

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
