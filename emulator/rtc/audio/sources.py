"""Where sound comes from, besides microphones."""

from __future__ import annotations

from collections import deque
from typing import Protocol

import numpy as np

from emulator.rtc.audio.frames import FRAME, SILENCE, Samples


class Source(Protocol):
    """Gives its sound 20 ms at a time, silence included."""

    def next_frame(self) -> Samples: ...


class Silence:
    """Somebody who says nothing, or a file that cannot be played."""

    def next_frame(self) -> Samples:
        return SILENCE


class Loop:
    """The same sound again and again, without a seam between two frames."""

    def __init__(self, sound: Samples) -> None:
        if not len(sound):
            raise ValueError("a loop needs a sound")
        self._sound = sound
        self._at = 0

    def next_frame(self) -> Samples:
        frame = np.take(self._sound, range(self._at, self._at + FRAME), mode="wrap")
        self._at = (self._at + FRAME) % len(self._sound)
        return frame


class Clips:
    """Sounds one after the other, then silence."""

    def __init__(self, *sounds: Samples) -> None:
        self._waiting = deque(sounds)
        self._at = 0

    @property
    def is_over(self) -> bool:
        return not self._waiting

    def add(self, sound: Samples) -> None:
        """Play this after all that waits."""
        self._waiting.append(sound)

    def stop(self) -> None:
        self._waiting.clear()
        self._at = 0

    def next_frame(self) -> Samples:
        if not self._waiting:
            return SILENCE
        frame, filled = np.zeros(FRAME, np.float32), 0
        while self._waiting and filled < FRAME:
            sound = self._waiting[0]
            piece = sound[self._at : self._at + FRAME - filled]
            frame[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._at += len(piece)
            if self._at >= len(sound):
                self._waiting.popleft()
                self._at = 0
        return frame
