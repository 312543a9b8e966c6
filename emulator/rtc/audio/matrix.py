"""Who hears whom, mixed frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from emulator.rtc.audio.frames import FALLING, RISING, SILENCE, Samples

Hearing = Mapping[str, frozenset[str]]
"""The names of the sources that each ear hears."""


class Matrix:
    """Mixes frames of sources for ears.

    A change is not heard as a click: for one frame the old mixture fades into the new
    one, and what did not change keeps its level exactly.
    """

    def __init__(self) -> None:
        self._before = self._now = _Gains({})

    def hear(self, hearing: Hearing) -> None:
        """From the next frame on, each ear hears these sources."""
        if hearing != self._now.hearing:
            self._now = _Gains(hearing)

    @property
    def sources(self) -> set[str]:
        """The sources of the next frame, those that fade out included."""
        return {*self._now.names, *self._before.names}

    def mix(self, frame_of: Callable[[str], Samples]) -> dict[str, Samples]:
        """The next frame of each ear. ``frame_of`` gives that of a source."""
        before, now = self._before, self._now
        self._before = now
        frames = {name: frame_of(name) for name in now.names}
        mixed = now.mixed(frames)
        if before is now:
            return mixed
        frames |= {name: frame_of(name) for name in before.names if name not in frames}
        faded = before.mixed(frames)
        return {
            ear: sound * RISING + faded.get(ear, SILENCE) * FALLING
            for ear, sound in mixed.items()
        }


class _Gains:
    """Who hears whom, as a matrix that does not change any more."""

    def __init__(self, hearing: Hearing) -> None:
        self.hearing = dict(hearing)
        self.names = sorted(set().union(*hearing.values()))
        index = {name: number for number, name in enumerate(self.names)}
        self._gains = np.zeros((len(hearing), len(self.names)), np.float32)
        for row, sources in enumerate(hearing.values()):
            for name in sources:
                self._gains[row, index[name]] = 1

    def mixed(self, frames: Mapping[str, Samples]) -> dict[str, Samples]:
        """The frame of each ear."""
        if not self.names:
            return dict.fromkeys(self.hearing, SILENCE)
        sound = self._gains @ np.stack([frames[name] for name in self.names])
        return dict(zip(self.hearing, sound, strict=True))
