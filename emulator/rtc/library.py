"""The sounds that are played: music, spoken words, files from elsewhere."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit
from urllib.request import urlopen

import av
import numpy as np

from emulator.media.render import RATE as MUSIC_RATE
from emulator.media.render import music
from emulator.rtc.audio.frames import RATE, Samples, resampled
from emulator.rtc.audio.sources import Clips, Loop, Silence, Source
from emulator.rtc.audio.speech import ANNOUNCER, spoken
from emulator.rtc.audio.tones import ringback

LOG = logging.getLogger(__name__)
OWN_MEDIA = "/media/"
FETCH_SECS = 5
LARGEST_BYTES = 20_000_000
LONGEST_SECS = 600
RINGBACK = {"kind": "ringback", "name": "", "id": "ringback"}

Make = Callable[[], Samples]
Later = Callable[[Make, Callable[[Samples], None]], None]
"""Makes a sound where it holds up nothing, then hands it over in the mixer's thread."""


def at_once(make: Make, take: Callable[[Samples], None]) -> None:
    take(make())


class Awaited:
    """A loop whose sound is still being made."""

    def __init__(self) -> None:
        self._source: Source = Silence()

    def take(self, sound: Samples) -> None:
        if len(sound):
            self._source = Loop(sound)

    def next_frame(self) -> Samples:
        return self._source.next_frame()


class Library:
    """Makes the source of each sound that the emulator names."""

    def __init__(self, later: Later = at_once) -> None:
        self.later = later

    def source(self, kind: str, name: str) -> Source:
        """Speech is said once; music and files go on until they are stopped."""
        if kind == "ringback":
            return Loop(ringback())
        if kind == "speak":
            clips = Clips()
            self.later(lambda: spoken(name, ANNOUNCER), clips.add)
            return clips
        awaited = Awaited()
        self.later(lambda: played(name), awaited.take)
        return awaited


@lru_cache(maxsize=32)
def played(name: str) -> Samples:
    """What a media name, or a URL, sounds like. The emulator's own files are its music;
    a URL that cannot be fetched or decoded is silent, and the log says why."""
    address = urlsplit(name)
    if not address.scheme or address.path.startswith(OWN_MEDIA):
        title = address.path.removeprefix(OWN_MEDIA).rpartition(".")[0]
        return resampled(music(title or name), MUSIC_RATE)
    try:
        return decoded(fetched(name))
    except (OSError, ValueError, av.FFmpegError) as error:
        LOG.warning("%s cannot be played: %s", name, error)
        return np.zeros(0, np.float32)


def fetched(url: str) -> bytes:
    """Raises ValueError for what is no web address, OSError when it is not there."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("only http and https are fetched")
    with urlopen(url, timeout=FETCH_SECS) as answer:  # noqa: S310 (scheme checked)
        content: bytes = answer.read(LARGEST_BYTES)
        return content


def decoded(content: bytes) -> Samples:
    """The sound of a WAV or MP3 file, as one channel; raises av.FFmpegError."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    pieces: list[Samples] = []
    with av.open(io.BytesIO(content), "r") as file:
        for frame in file.decode(audio=0):
            pieces += [one.to_ndarray()[0] for one in resampler.resample(frame)]
            if len(pieces) * len(pieces[0]) > LONGEST_SECS * RATE:
                break
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
