"""What is heard, told by its frequencies."""

from pathlib import Path

import numpy as np

from emulator.messages import Plan
from emulator.rtc.audio.frames import FRAME, RATE, SILENCE, Samples
from emulator.rtc.desk import Desk

HEARD = 0.05
SILENT = 0.003


def levels(sound: Samples, *frequencies: float) -> dict[float, float]:
    """Amplitude of each frequency, 0 to 1 (Hann window)."""
    window = np.hanning(len(sound))
    spectrum = np.abs(np.fft.rfft(sound * window)) / (window.sum() / 2)
    at = np.fft.rfftfreq(len(sound), 1 / RATE)
    return {f: float(spectrum[abs(at - f) < 8].max()) for f in frequencies}


def heard(sound: Samples, *frequencies: float) -> set[float]:
    """Those that are heard clearly; the others have to be silent."""
    found = levels(sound, *frequencies)
    unclear = {f: level for f, level in found.items() if SILENT < level < HEARD}
    assert not unclear, unclear
    return {f for f, level in found.items() if level >= HEARD}


class ToneLine:
    """A far party who hums one note and remembers what it hears."""

    is_browser = True

    def __init__(self, frequency: float, level: float = 0.3) -> None:
        self.frequency, self.level, self.at = frequency, level, 0
        self.heard: list[Samples] = []
        self.pressed = ""

    def next_frame(self) -> Samples:
        time = (self.at + np.arange(FRAME)) / RATE
        self.at += FRAME
        sound = self.level * np.sin(2 * np.pi * self.frequency * time)
        return np.asarray(sound, np.float32)

    def hear(self, frame: Samples) -> None:
        self.heard.append(frame)

    def press(self, digits: str) -> None:
        self.pressed += digits

    def meet(self, has_company: bool) -> None:
        pass

    def last(self, frames: int = 25) -> Samples:
        return np.concatenate([SILENCE, *self.heard[-frames:]])


def desk_of(folder: Path, plans: dict[str, str], **lines: ToneLine) -> Desk:
    """A desk on which each line hears the lines named in its plan."""
    desk = Desk(folder)
    for name, line in lines.items():
        desk.add(name, line)
    for name, voices in plans.items():
        desk.plan(Plan(name, voices.split()))
    return desk


def run(desk: Desk, secs: float) -> None:
    for _ in range(round(secs * RATE / FRAME)):
        desk.tick()
