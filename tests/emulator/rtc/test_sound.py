"""Tones, speech, files and arriving sound, each by itself."""

import io
import wave

import numpy as np
import pytest

from emulator.rtc.audio.buffer import MOST_FRAMES, ArrivalBuffer
from emulator.rtc.audio.frames import FRAME, RATE, SILENCE, loudness, resampled
from emulator.rtc.audio.sources import Clips, Loop
from emulator.rtc.audio.speech import VOICES, spoken, voice_of
from emulator.rtc.audio.tones import key, ringback, tone
from emulator.rtc.library import decoded, played
from tests.emulator.rtc.ears import heard

DTMF = (697, 770, 852, 941, 1209, 1336, 1477, 1633)


@pytest.mark.parametrize(
    ("digit", "pair"), [("1", {697, 1209}), ("0", {941, 1336}), ("d", {941, 1633})]
)
def test_key_sounds_with_its_two_tones(digit, pair):
    assert heard(key(digit)[: RATE // 10], *DTMF) == pair


def test_unknown_key_is_a_pause():
    assert loudness(key("w")) == 0


def test_ringback_rings_two_seconds_of_six():
    sound = ringback()
    assert len(sound) == 6 * RATE
    assert heard(sound[:RATE], 440, 480) == {440, 480}
    assert loudness(sound[2 * RATE :]) == 0


def test_loop_has_no_seam():
    loop = Loop(tone(100, secs=0.05, level=1))
    together = np.concatenate([loop.next_frame() for _ in range(25)])
    assert np.abs(np.diff(together)).max() < 0.02


def test_clips_follow_each_other_without_a_gap():
    clips = Clips(np.ones(1000, np.float32), np.full(1000, 0.5, np.float32))
    together = np.concatenate([clips.next_frame() for _ in range(3)])
    assert (together[:1000] == 1).all()
    assert (together[1000:2000] == 0.5).all()
    assert not together[2000:].any()
    assert clips.is_over


def test_voices_differ_and_a_person_keeps_theirs():
    text = "I have a question about my invoice."
    sounds = [spoken(text, voice) for voice in VOICES]
    assert len({round(loudness(sound), 6) for sound in sounds}) == len(VOICES)
    assert all(1 < len(sound) / RATE < 5 for sound in sounds)
    assert all(loudness(sound) > 0.02 for sound in sounds)
    assert voice_of(1234) is voice_of(1234)


def test_file_is_decoded_to_one_channel_of_48_khz():
    file = io.BytesIO()
    sound = (tone(440, secs=1, level=0.3) * 32767).astype(np.int16)[::3]
    with wave.open(file, "wb") as target:
        target.setparams((2, 2, 16_000, 0, "NONE", ""))
        target.writeframes(np.repeat(sound, 2).tobytes())
    found = decoded(file.getvalue())
    assert len(found) / RATE == pytest.approx(1, abs=0.01)
    assert heard(found, 440, 880) == {440}


def test_own_file_is_music_and_a_foreign_one_that_is_gone_is_silent(caplog):
    assert len(played("http://127.0.0.1:8010/media/hold.mp3")) == 16 * RATE
    assert (played("hold") == played("http://127.0.0.1:8010/media/hold.wav")).all()
    assert len(played("http://127.0.0.1:9/nothing.mp3")) == 0
    assert "cannot be played" in caplog.text


def test_resampling_keeps_the_pitch():
    narrow = tone(440, secs=1, level=0.3)[::3]
    assert heard(resampled(narrow, 16_000), 440, 1320) == {440}


class Arrival:
    def __init__(self):
        self.buffer, self.number = ArrivalBuffer(), 0

    def arrive(self, frames=1):
        for _ in range(frames):
            self.number += 1
            self.buffer.push(np.full(FRAME, self.number / 100, np.float32))

    def pop(self):
        return round(float(self.buffer.pop()[-1]), 3)


def test_sound_waits_for_two_frames_and_then_flows():
    arrival = Arrival()
    arrival.arrive()
    assert arrival.pop() == 0
    arrival.arrive()
    assert [arrival.pop(), arrival.pop()] == [0.01, 0.02]


def test_gap_fades_out_and_is_counted():
    arrival = Arrival()
    arrival.arrive(2)
    arrival.pop()
    arrival.pop()
    faded = arrival.buffer.pop()
    assert faded[0] == pytest.approx(0.02)
    assert faded[-1] == 0
    assert arrival.buffer.gaps == 1
    assert arrival.buffer.pop() is SILENCE


def test_late_sound_is_left_out_rather_than_heard_late():
    arrival = Arrival()
    arrival.arrive(MOST_FRAMES + 5)
    assert arrival.pop() == 0.06


def test_pieces_of_any_size_make_frames():
    buffer = ArrivalBuffer()
    for _ in range(30):
        buffer.push(np.ones(100, np.float32))
    assert len(buffer.pop()) == FRAME
