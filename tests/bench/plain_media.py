"""The media process with aiortc as it comes: it encodes stereo and decodes in threads.

Runs as ``python -m tests.bench.plain_media``; only the peer is another one.
"""

import asyncio
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError

from emulator.rtc.__main__ import arguments, serve
from emulator.rtc.audio.frames import FRAME, RATE, Samples, as_pcm, from_pcm
from emulator.rtc.peer import SdpRefused, offer_loopback


class Heard(MediaStreamTrack):
    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._frames: asyncio.Queue[Samples] = asyncio.Queue()
        self._sent = 0

    def put(self, frame: Samples) -> None:
        self._frames.put_nowait(frame)

    async def recv(self) -> Any:
        sound = as_pcm(await self._frames.get())[np.newaxis, :]
        frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = self._sent
        self._sent += FRAME
        return frame


class PlainPeer:
    def __init__(self, take: Callable[[Samples], None]) -> None:
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._take, self._track = take, Heard()
        self._tasks: set[asyncio.Task[None]] = set()
        self._connection.on("track", self._on_track)

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._tasks.add(asyncio.create_task(self._read(track)))

    async def _read(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame: Any = await track.recv()
                self._take(from_pcm(frame.to_ndarray()[0, ::2]))
        except MediaStreamError:
            return

    async def offer(self) -> str:
        self._connection.addTrack(self._track)
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return str(self._connection.localDescription.sdp)

    async def accept(self, answer: str) -> None:
        description = RTCSessionDescription(answer, "answer")
        await self._connection.setRemoteDescription(description)

    async def answer(self, offer: str) -> str:
        description = RTCSessionDescription(offer, "offer")
        await self._connection.setRemoteDescription(description)
        self._connection.addTrack(self._track)
        answer = await self._connection.createAnswer()
        await self._connection.setLocalDescription(answer)
        return str(self._connection.localDescription.sdp)

    async def add_candidate(self, candidate: str, mid: str, index: int) -> None:
        raise SdpRefused("candidates are in the answers here")

    def send(self, frame: Samples) -> None:
        if self._connection.connectionState == "connected":
            self._track.put(frame)

    async def close(self) -> None:
        await self._connection.close()


if __name__ == "__main__":
    offer_loopback(only=True)
    asyncio.run(serve(arguments(), PlainPeer))
    sys.exit()
