"""How many browsers one core can mix, and how many with the library as it comes.

A gateway of its own is told by messages what the emulator would tell; browsers are
aiortc peers that send ready packets and decode nothing, so that they leave the other
core to others. Processor time is compared at two numbers of legs: what one leg more
costs does not depend on how busy the machine is. A core is taken as full at 80 %: above
that the mixer's ticks come late.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import httpx
import numpy as np
import psutil
from aiortc import MediaStreamTrack, RTCSessionDescription

from emulator.messages import Admitted, Answered, Listening, Login, Plan, Ring, read
from emulator.rtc.audio.frames import FRAME, FRAME_SECS, RATE
from emulator.rtc.peer import offer_loopback
from tests.bench.figures import Figure
from tests.emulator.rtc.phone import Phone

AIM = 42
FULL = 0.8
ROOM = 3
FEW = 3
OURS, PLAIN = "emulator.rtc", "tests.bench.plain_media"
SETTLE_SECS = 2.0
ON_TIME = 0.97
"""So many of the mixer's ticks have to happen."""


def measure(*, quick: bool) -> Iterator[Figure]:
    offer_loopback(only=True)
    many, secs = (9, 4.0) if quick else (12, 10.0)
    plain = asyncio.run(legs_per_core(PLAIN, many, secs))
    ours = asyncio.run(legs_per_core(OURS, many, secs))
    aim = f"≥ {AIM}"
    yield Figure(
        "browser legs per core", ours, "legs", "aiortc as it comes", plain, aim,
        ours >= AIM,
    )  # fmt: skip


async def legs_per_core(module: str, many: int, secs: float) -> float:
    async with Gateway(module) as gateway:
        await gateway.grow_to(FEW)
        before = await gateway.busy_share(secs)
        await gateway.grow_to(many)
        after = await gateway.busy_share(secs)
    of_one = (after - before) / (many - FEW)
    return (FULL - before) / of_one + FEW


class Packets(MediaStreamTrack):
    """A microphone whose sound was encoded once."""

    kind = "audio"
    ready: list[bytes] = []

    def __init__(self) -> None:
        super().__init__()
        self._sent = 0
        self._began = asyncio.get_running_loop().time()
        if not self.ready:
            self.ready.extend(encoded_hum())

    async def recv(self) -> Any:
        due = self._began + self._sent * FRAME / RATE
        await asyncio.sleep(max(due - asyncio.get_running_loop().time(), 0))
        packet = av.Packet(self.ready[self._sent % len(self.ready)])
        packet.pts, packet.time_base = self._sent * FRAME, Fraction(1, RATE)
        self._sent += 1
        return packet


def encoded_hum() -> list[bytes]:
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.format, encoder.layout, encoder.sample_rate = "s16", "mono", RATE
    time = np.arange(FRAME * 50) / RATE
    hum = (9_000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(hum[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = RATE
    return [bytes(packet) for packet in encoder.encode(frame)]


class Deaf:
    """Stands where aiortc keeps the queue of its decoder, and drops everything."""

    def put(self, task: Any) -> None:
        pass

    def get(self) -> None:
        return None


class LightPhone(Phone):
    """A browser that sends, and hears nothing."""

    async def _answer_to(self, offer: str) -> str:
        connection = self._new_connection()
        await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        connection.addTrack(Packets())
        for receiver in connection.getReceivers():
            receiver._RTCRtpReceiver__decoder_queue = Deaf()  # type: ignore[attr-defined]
        await connection.setLocalDescription(await connection.createAnswer())
        return str(connection.localDescription.sdp)


class Gateway:
    """A media process, and the emulator's part of what the two tell each other."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.phones: list[LightPhone] = []
        self.url = asyncio.Event()
        self.answered: asyncio.Queue[str] = asyncio.Queue()

    async def __aenter__(self) -> "Gateway":
        self.folder = tempfile.TemporaryDirectory()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self.module, "--port", "0",
            "--folder", self.folder.name,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read())
        await asyncio.wait_for(self.url.wait(), 30)
        return self

    async def __aexit__(self, *_: object) -> None:
        for phone in self.phones:
            await phone.close()
        self._reading.cancel()
        self.process.kill()
        await self.process.wait()
        self.folder.cleanup()

    def _tell(self, message: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(message.line())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            message = read(line)
            if isinstance(message, Listening):
                self.address = message.url.replace("ws:", "http:").removesuffix("/rtc")
                self.url.set()
            elif isinstance(message, Login):
                self._tell(Admitted(message.request, message.username, ["REGED"]))
            elif isinstance(message, Answered):
                self.answered.put_nowait(message.leg)

    async def grow_to(self, count: int) -> None:
        """Let this many browsers talk, in rooms of three."""
        while len(self.phones) < count:
            phone = LightPhone(self.address, 0)
            leg = f"leg{len(self.phones)}"
            self.phones.append(phone)
            await phone.connect()
            await phone.register(login=leg, passwd="any")
            self._tell(Ring(leg, leg, leg, leg, "+1", "", leg, "", []))
            await phone.ringing()
            await phone.answer()
            await self.answered.get()
        for number in range(count):
            first = number - number % ROOM
            others = range(first, min(first + ROOM, count))
            voices = [f"leg{other}" for other in others if other != number]
            self._tell(Plan(f"leg{number}", voices))

    async def busy_share(self, secs: float) -> float:
        """The share of a core that the process takes.

        Raises RuntimeError when it does not get the time that it needs.
        """
        await asyncio.sleep(SETTLE_SECS)
        process = psutil.Process(self.process.pid)
        ticks, before = await self._ticks(), process.cpu_times()
        await asyncio.sleep(secs)
        ticks, after = await self._ticks() - ticks, process.cpu_times()
        if ticks < ON_TIME * secs / FRAME_SECS:
            raise RuntimeError("the machine is too busy to measure browser legs")
        return (after.user + after.system - before.user - before.system) / secs

    async def _ticks(self) -> int:
        async with httpx.AsyncClient() as client:
            health = (await client.get(f"{self.address}/health")).json()
        return int(health["ticks"])
