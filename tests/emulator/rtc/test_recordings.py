"""What is recorded of a talk with browsers, downloaded and decoded."""

import asyncio
import io
import wave
from urllib.parse import urlsplit

import numpy as np
import pytest

from emulator.rtc.audio.frames import RATE, loudness, resampled
from emulator.rtc.library import decoded
from tests.emulator.rtc.ears import heard, levels
from tests.emulator.rtc.exchange import until

CARLA, ANA, SOFIA = 440, 700, 1010


@pytest.fixture
async def talk(exchange):
    """The legs of Carla and Ana, who talk."""
    _, carla = await exchange.talking("carla", CARLA)
    _, ana = await exchange.talking("ana", ANA)
    exchange.act(ana, "bridge", call_control_id=carla)
    await exchange.until(ana, "call.bridged")
    await asyncio.sleep(0.5)
    return carla, ana


async def download(exchange, leg):
    """The file of the only recording, and how long it claims to be, in seconds."""
    await exchange.until(leg, "call.recording.saved")
    (recording,) = exchange.ok("GET", "/recordings")
    (link,) = recording["download_urls"].values()
    parts = urlsplit(link)
    answer = exchange.emulator.handle("GET", f"{parts.path}?{parts.query}")
    assert answer.status == 200
    return answer.body, recording["duration_millis"] / 1000


def stereo(content):
    with wave.open(io.BytesIO(content)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        rate = file.getframerate()
    return [side / np.float32(32768) for side in pcm.reshape(-1, 2).T], rate


async def test_mp3_has_both_and_never_a_whisper(exchange, talk):
    carla, ana = talk
    exchange.act(carla, "record_start", format="mp3", channels="single")
    await exchange.talking(
        "sofia", SOFIA, supervise_call_control_id=ana, supervisor_role="whisper"
    )
    await asyncio.sleep(1)
    exchange.act(carla, "record_stop")
    content, secs = await download(exchange, carla)
    sound = decoded(content)
    assert len(sound) / RATE == pytest.approx(secs, abs=0.15)
    assert heard(sound[-RATE:], CARLA, ANA, SOFIA) == {CARLA, ANA}


async def test_barge_is_recorded(exchange, talk):
    carla, ana = talk
    await exchange.talking(
        "sofia", SOFIA, supervise_call_control_id=ana, supervisor_role="barge"
    )
    await asyncio.sleep(0.6)
    exchange.act(carla, "record_start", format="mp3", channels="single")
    await asyncio.sleep(0.9)
    exchange.act(carla, "record_stop")
    content, _ = await download(exchange, carla)
    found = levels(decoded(content)[-RATE // 2 :], CARLA, ANA, SOFIA)
    assert min(found.values()) > 0.05, found


async def test_dual_wav_keeps_the_sides_apart_and_leaves_the_pause_out(exchange, talk):
    carla, ana = talk
    exchange.act(carla, "record_start", format="wav", channels="dual")
    await asyncio.sleep(0.6)
    exchange.act(carla, "record_pause")
    _, sofia = await exchange.talking(
        "sofia", SOFIA, supervise_call_control_id=ana, supervisor_role="barge"
    )
    await asyncio.sleep(0.6)
    exchange.act(sofia, "hangup")
    await exchange.until(sofia, "call.hangup")
    await asyncio.sleep(0.2)
    exchange.act(carla, "record_resume")
    await asyncio.sleep(0.6)
    exchange.act(carla, "record_stop")
    content, secs = await download(exchange, carla)
    assert 1.0 < secs < 1.8
    (first, second), rate = stereo(content)
    assert len(first) / rate == pytest.approx(secs, abs=0.02)
    for side, note in ((first, CARLA), (second, ANA)):
        found = levels_at(side, rate)
        assert found[note] > 0.05
        assert sum(level for other, level in found.items() if other != note) < 0.02


def levels_at(side, rate):
    return levels(resampled(side, rate), CARLA, ANA, SOFIA)


async def test_talk_without_a_browser_is_invented_as_before(exchange):
    carl = await exchange.caller()
    exchange.act(carl, "record_start", format="wav", channels="single")
    await asyncio.sleep(0.3)
    exchange.control(f"calls/{carl}/hangup")
    content, secs = await download(exchange, carl)
    await until(lambda: not list(exchange.folder.iterdir()))
    assert loudness(decoded(content)) > 0.001
    assert len(decoded(content)) / RATE == pytest.approx(secs, abs=0.05)
