"""Words that are spoken, by eSpeak NG, which a package brings along.

The library keeps one voice for the whole process: all synthesis runs in one thread.
"""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache

import espeakng_loader
import numpy as np

from emulator.rtc.audio.frames import Samples, from_pcm, resampled

SYNCHRONOUS = 2
UTF_8 = 1
WORDS_PER_MINUTE, PITCH = 1, 3
"""espeak_PARAMETER of speak_lib.h."""
LEVEL = 0.7
CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True)
class Voice:
    """``name`` is a language with a variant; ``pitch`` is 0 to 99."""

    name: str
    pitch: int = 50
    words_per_minute: int = 165


ANNOUNCER = Voice("en-us+f2", 50, 160)
VOICES = (
    Voice("en-us+m3", 42, 165),
    Voice("en-us+f3", 58, 170),
    Voice("en-gb+m7", 38, 160),
    Voice("en-us+f4", 62, 175),
    Voice("en-gb+f5", 54, 165),
    Voice("en-us+m1", 50, 180),
    Voice("en-us+m5", 34, 150),
    Voice("en-gb+f1", 66, 170),
)


def voice_of(seed: int) -> Voice:
    """The same voice for the same person."""
    return VOICES[seed % len(VOICES)]


class Synthesiser:
    """Speaks texts; raises OSError when the library does not start."""

    @cached_property
    def _library(self) -> ctypes.CDLL:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate = int(library.espeak_Initialize(SYNCHRONOUS, 200, data, 0))
        if self._rate <= 0:
            raise OSError("eSpeak NG does not find its data")
        # Kept here: the library holds no reference that Python knows of.
        self._callback = CALLBACK(self._take)
        library.espeak_SetSynthCallback(self._callback)
        return library

    def _take(self, pcm: ctypes._Pointer[ctypes.c_short], count: int, _: object) -> int:
        if count > 0:
            self._pieces.append(np.ctypeslib.as_array(pcm, (count,)).copy())
        return 0

    def speak(self, text: str, voice: Voice) -> Samples:
        library = self._library
        self._pieces: list[np.ndarray[tuple[int], np.dtype[np.int16]]] = []
        library.espeak_SetVoiceByName(voice.name.encode())
        library.espeak_SetParameter(PITCH, voice.pitch, 0)
        library.espeak_SetParameter(WORDS_PER_MINUTE, voice.words_per_minute, 0)
        said = text.encode()
        library.espeak_Synth(said, len(said) + 1, 0, 0, 0, UTF_8, None, None)
        if not self._pieces:
            return np.zeros(0, np.float32)
        return LEVEL * resampled(from_pcm(np.concatenate(self._pieces)), self._rate)


_synthesiser = Synthesiser()
_thread = ThreadPoolExecutor(1, thread_name_prefix="speech")


@lru_cache(maxsize=256)
def spoken(text: str, voice: Voice) -> Samples:
    """A text in a voice; takes about 10 ms for each three seconds of speech."""
    return _thread.submit(_synthesiser.speak, text, voice).result()
