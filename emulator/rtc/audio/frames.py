"""Frames: 20 ms of one channel at 48 kHz, as float32 between -1 and 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
FRAME = 960
FRAME_SECS = FRAME / RATE
KNEE = 0.8
"""Above this level loud sound is bent, so that three who shout do not crackle."""

Samples = NDArray[np.float32]
Pcm = NDArray[np.int16]
INT16 = np.float32(32_767)

SILENCE: Samples = np.zeros(FRAME, np.float32)
SILENCE.setflags(write=False)
RISING: Samples = np.linspace(0, 1, FRAME, dtype=np.float32)
FALLING: Samples = np.linspace(1, 0, FRAME, dtype=np.float32)


def limited(sound: Samples) -> Samples:
    """The same sound within -1 and 1, without hard edges."""
    level: Samples = np.abs(sound)
    if level.max(initial=0.0) <= KNEE:
        return sound
    room = 1 - KNEE
    bent = np.sign(sound) * (KNEE + room * np.tanh((level - KNEE) / room))
    return np.asarray(np.where(level > KNEE, bent, sound), np.float32)


def as_pcm(sound: Samples) -> Pcm:
    """16 bit samples of a sound that may be too loud."""
    return (limited(sound) * INT16).astype(np.int16)


def from_pcm(pcm: Pcm) -> Samples:
    return np.asarray(np.divide(pcm, INT16, dtype=np.float32), np.float32)


def resampled(sound: Samples, rate: int) -> Samples:
    """A sound of ``rate`` samples per second at 48 kHz."""
    if rate == RATE or not len(sound):
        return np.asarray(sound, np.float32)
    count = round(len(sound) * RATE / rate)
    at = np.arange(count) * (rate / RATE)
    return np.asarray(np.interp(at, np.arange(len(sound)), sound), np.float32)


def loudness(sound: Samples) -> float:
    """Root mean square of a sound, 0 to 1."""
    return float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
