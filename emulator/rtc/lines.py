"""Far parties of legs, as the mixer meets them."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from emulator.rtc.audio import speech, tones
from emulator.rtc.audio.frames import FRAME_SECS, Samples, loudness
from emulator.rtc.audio.sources import Clips
from emulator.rtc.library import Later

HEARD_LEVEL = 0.008
OPENING_SECS = 0.5
"""Whoever picks up speaks first; the other waits so much longer than this."""
WAITS_LONGER_SECS = 2.0
REPLY_SECS = 0.7
"""After the other's last word. Shorter pauses are inside a sentence."""
PATIENCE_SECS = 7.0
"""After so long a silence people ask whether somebody is there."""


class Line(Protocol):
    """What a far party says and hears, 20 ms at a time."""

    is_browser: bool

    def next_frame(self) -> Samples: ...

    def hear(self, frame: Samples) -> None: ...

    def press(self, digits: str) -> None: ...

    def meet(self, has_company: bool) -> None: ...


class PersonLine:
    """A simulated person: greets, lets the other finish, and says the next sentence.

    The last sentence comes first again when all are said.
    """

    is_browser = False

    def __init__(self, later: Later) -> None:
        self._later = later
        self._voice = speech.VOICES[0]
        self._lines: deque[str] = deque()
        self._said = Clips()
        self._is_thinking = False
        self._has_company = False
        self._was_addressed = False
        self._patience_secs = OPENING_SECS
        self._quiet_secs = 0.0

    def become(self, voice: int, lines: list[str], *, opens: bool) -> None:
        self._voice = speech.voice_of(voice)
        self._lines = deque(lines)
        self._patience_secs = OPENING_SECS + (0 if opens else WAITS_LONGER_SECS)

    def meet(self, has_company: bool) -> None:
        if has_company and not self._has_company:
            self._quiet_secs, self._was_addressed = 0.0, False
        if self._has_company and not has_company:
            self._said.stop()
        self._has_company = has_company

    def press(self, digits: str) -> None:
        for digit in digits:
            self._said.add(tones.key(digit))

    def next_frame(self) -> Samples:
        return self._said.next_frame()

    def hear(self, frame: Samples) -> None:
        is_silent = loudness(frame) < HEARD_LEVEL
        self._quiet_secs = self._quiet_secs + FRAME_SECS if is_silent else 0.0
        self._was_addressed = self._was_addressed or not is_silent
        if not self._said.is_over:
            self._was_addressed = not is_silent
            self._quiet_secs = 0.0
        elif self._has_company and self._lines and not self._is_thinking:
            pause = REPLY_SECS if self._was_addressed else self._patience_secs
            if self._quiet_secs >= pause:
                self._say(self._lines[0])
                self._lines.rotate(-1)

    def _say(self, text: str) -> None:
        self._is_thinking = True
        self._was_addressed = False
        self._patience_secs = PATIENCE_SECS
        self._later(lambda: speech.spoken(text, self._voice), self._speak)

    def _speak(self, sound: Samples) -> None:
        self._is_thinking = False
        if self._has_company:
            self._said.add(sound)
