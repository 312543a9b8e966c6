"""Sound that arrives from a network, taken out in steady frames."""

from __future__ import annotations

from collections import deque

import numpy as np

from emulator.rtc.audio.frames import FALLING, FRAME, RISING, SILENCE, Samples

READY_FRAMES = 2
MOST_FRAMES = 8


class ArrivalBuffer:
    """Evens out arrival: waits for two frames, then gives one each 20 ms.

    Without sound it fades out and waits again; what is late by more than eight frames
    is left out, so that a talk never lags behind. ``gaps`` counts the former.
    """

    def __init__(self) -> None:
        self._frames: deque[Samples] = deque()
        self._rest: Samples = SILENCE[:0]
        self._is_flowing = False
        self._last: Samples = SILENCE
        self.gaps = 0

    def push(self, sound: Samples) -> None:
        if len(self._rest):
            sound = np.concatenate([self._rest, sound])
        whole = len(sound) - len(sound) % FRAME
        self._frames.extend(sound[at : at + FRAME] for at in range(0, whole, FRAME))
        self._rest = sound[whole:]
        while len(self._frames) > MOST_FRAMES:
            dropped = self._frames.popleft()
            self._frames[0] = dropped * FALLING + self._frames[0] * RISING

    def pop(self) -> Samples:
        if not self._is_flowing and len(self._frames) < READY_FRAMES:
            return SILENCE
        if self._frames:
            frame = self._frames.popleft()
            if not self._is_flowing:
                frame = frame * RISING
            self._is_flowing, self._last = True, frame
            return frame
        self._is_flowing = False
        self.gaps += 1
        # Somebody's voice that breaks off; backwards, it goes on without a step.
        return self._last[::-1] * FALLING
