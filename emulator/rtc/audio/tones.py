"""Tones that telephones make (ITU-T Q.23 for keys, North America's ringback)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from emulator.rtc.audio.frames import RATE, Samples

LOW = (697, 770, 852, 941)
HIGH = (1209, 1336, 1477, 1633)
KEYS = ("123A", "456B", "789C", "*0#D")
KEY_SECS = 0.1
KEY_PAUSE_SECS = 0.06
EDGE_SECS = 0.005
RINGBACK_HZ = (440, 480)
RINGBACK_SECS = (2.0, 4.0)


def tone(*frequencies: float, secs: float, level: float = 0.2) -> Samples:
    """Sines together, each at ``level``, with soft edges."""
    time = np.arange(round(secs * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * frequency * time) for frequency in frequencies)
    edge = np.minimum(1.0, np.minimum(time, secs - time) / EDGE_SECS)
    return np.asarray(level * edge * sound, np.float32)


@lru_cache(maxsize=32)
def key(digit: str) -> Samples:
    """The two tones of a key and the pause after it; silence for an unknown key."""
    pause = np.zeros(round(KEY_PAUSE_SECS * RATE), np.float32)
    for row, digits in enumerate(KEYS):
        if digit.upper() in digits:
            pair = LOW[row], HIGH[digits.index(digit.upper())]
            return np.concatenate([tone(*pair, secs=KEY_SECS), pause])
    return pause


@lru_cache(maxsize=1)
def ringback() -> Samples:
    """One ring and the pause after it, to be looped."""
    ring, pause = RINGBACK_SECS
    sound = tone(*RINGBACK_HZ, secs=ring, level=0.1)
    return np.concatenate([sound, np.zeros(round(pause * RATE), np.float32)])
