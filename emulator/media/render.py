"""Speech-like conversations and hold music as WAV or MP3.

Nothing here is recorded speech: a glottal pulse train through three moving formants
gives syllables, words and pauses, so that waveforms, levels and durations look real.
"""

from __future__ import annotations

import io
import random
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from emulator.chance import seeded

Samples = NDArray[np.float32]

RATE = 16_000
"""Samples per second of everything rendered here."""
SPEECH_SECS = 15.0
VOWELS = (
    (730.0, 1090.0, 2440.0),
    (530.0, 1840.0, 2480.0),
    (390.0, 1990.0, 2550.0),
    (570.0, 840.0, 2410.0),
    (440.0, 1020.0, 2240.0),
)
"""First three formants in Hz."""


def conversation(*, seed: str, millis: int, channels: int, fmt: str) -> bytes:
    """Two voices taking turns for exactly ``millis``; two channels keep them apart."""
    count = round(millis * RATE / 1000)
    first, second = _turns(seed, count)
    if channels == 2:
        return encode(np.stack([first, second]), fmt)
    return encode((first + second)[np.newaxis, :], fmt)


def captured(path: Path, *, millis: int, channels: int, fmt: str) -> bytes:
    """What the media process recorded, for exactly ``millis``; what is missing at the
    end is silence."""
    pcm = np.fromfile(path, np.int16)
    count = round(millis * RATE / 1000)
    sound = np.zeros((count, channels), np.float32)
    taken = pcm[: len(pcm) - len(pcm) % channels].reshape(-1, channels)[:count]
    sound[: len(taken)] = taken / np.float32(32_768)
    return encode(sound.T, fmt)


def hold_music(name: str, fmt: str) -> bytes:
    """The file of ``music``."""
    return encode(music(name)[np.newaxis, :], fmt)


def music(name: str) -> Samples:
    """A calm chord pattern of 16 s that can be looped; ``name`` chooses the key."""
    root = 220.0 * 2 ** (sum(name.encode()) % 5 / 12)
    beat = RATE
    chords = [(0, 4, 7, 11), (9, 12, 16, 19), (5, 9, 12, 16), (7, 11, 14, 17)]
    time = np.arange(beat) / RATE
    fade = np.minimum(1.0, time / 0.02) * np.exp(-1.6 * time)
    notes = []
    for index in range(16):
        chord = chords[index // 4]
        pitch = root * 2 ** (chord[index % 4] / 12)
        pad = sum(
            np.sin(2 * np.pi * root / 2 * 2 ** (step / 12) * (time + index))
            for step in chord
        )
        notes.append(0.25 * fade * np.sin(2 * np.pi * pitch * time) + 0.03 * pad)
    return np.concatenate(notes).astype(np.float32)


def _turns(seed: str, count: int) -> tuple[Samples, Samples]:
    draw = seeded(seed)
    voices = (_voice(draw.choice((105.0, 118.0))), _voice(draw.choice((188.0, 205.0))))
    tracks = (np.zeros(count, np.float32), np.zeros(count, np.float32))
    at, speaker = round(0.1 * RATE), draw.randint(0, 1)
    while at < count:
        length = round(draw.uniform(1.2, 6.0) * RATE)
        start = draw.randint(0, len(voices[speaker]) - length)
        piece = voices[speaker][start : start + length][: count - at]
        tracks[speaker][at : at + len(piece)] = piece
        at += length + round(draw.uniform(0.15, 0.7) * RATE)
        speaker = 1 - speaker
    return tracks


@lru_cache(maxsize=4)
def _voice(pitch: float) -> Samples:
    """A quarter of a minute of babble in one voice, of which turns are cut."""
    draw = seeded("voice", pitch)
    count = round(SPEECH_SECS * RATE)
    sound = np.zeros(count, np.float32)
    at = 0
    while at < count:
        for _ in range(draw.randint(2, 7)):
            syllable = _syllable(draw, pitch)
            piece = syllable[: max(count - at, 0)]
            sound[at : at + len(piece)] = piece
            at += len(syllable)
        at += round(draw.uniform(0.04, 0.2) * RATE)
    return sound


def _syllable(draw: random.Random, pitch: float) -> Samples:
    """A vowel of 90 to 240 ms, mostly with a consonant's noise before it."""
    length = round(draw.uniform(0.09, 0.24) * RATE)
    time = np.arange(length) / RATE
    glide = pitch * draw.uniform(0.9, 1.15) * (1 - 0.25 * time)
    phase = 2 * np.pi * np.cumsum(glide) / RATE
    formants = draw.choice(VOWELS)
    sound = np.zeros(length)
    for harmonic in range(1, 24):
        frequency = harmonic * pitch
        if frequency > RATE / 2.4:
            break
        gain = sum(
            weight / (1 + ((frequency - formant) / width) ** 2)
            for formant, width, weight in zip(
                formants, (90, 120, 180), (1.0, 0.5, 0.25), strict=True
            )
        )
        sound += (gain + 0.02) * np.sin(harmonic * phase)
    envelope = np.sin(np.pi * np.minimum(1.0, (time + 0.004) / time[-1])) ** 0.6
    sound *= 0.28 * draw.uniform(0.6, 1.0) * np.nan_to_num(envelope)
    if draw.random() < 0.7:
        burst = min(round(0.03 * RATE), length)
        noise = np.random.default_rng(draw.randint(0, 2**31)).normal(0, 0.05, burst)
        sound[:burst] += noise * np.linspace(1, 0, burst)
    return np.clip(sound, -1, 1).astype(np.float32)


def encode(samples: Samples, fmt: str) -> bytes:
    """Encode channels by samples as a WAV (16 bit PCM) or MP3 file."""
    layout = "stereo" if samples.shape[0] == 2 else "mono"
    codec = "libmp3lame" if fmt == "mp3" else "pcm_s16le"
    clipped = np.clip(samples, -0.98, 0.98)
    interleaved = np.ascontiguousarray((clipped * 32767).astype(np.int16).T)
    target = io.BytesIO()
    with av.open(target, "w", format=fmt) as container:
        stream: Any = container.add_stream(codec, rate=RATE, layout=layout)
        if fmt == "mp3":
            stream.bit_rate = 32_000 * samples.shape[0]
        block = RATE * 10
        for start in range(0, max(samples.shape[1], 1), block):
            piece = interleaved[start : start + block].reshape(1, -1)
            if piece.size == 0:
                break
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout=layout)
            frame.sample_rate = RATE
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return target.getvalue()
