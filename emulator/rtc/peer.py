"""The sound of one browser: WebRTC by aiortc, behind a small interface.

Three things are done by ourselves because aiortc would need twice the processor time:
speech is encoded once per frame as mono and handed over ready for sending, and decoded
as mono without a thread for each browser.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from fractions import Fraction
from typing import Protocol

import aioice.ice
import av
import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpCodecParameters,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.exceptions import InvalidAccessError, InvalidStateError
from aiortc.jitterbuffer import JitterFrame
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import candidate_from_sdp
from typing_extensions import override

from emulator.rtc.audio.frames import FRAME, RATE, Samples, as_pcm, from_pcm

MOST_WAITING = 10
BITS_PER_SECOND = 32_000
TIME_BASE = Fraction(1, RATE)
LOOPBACK = "127.0.0.1"
Take = Callable[[Samples], None]


class SdpRefused(ValueError):
    """A session description that cannot be understood, or has no common codec."""


class Peer(Protocol):
    """What the gateway needs of a WebRTC library."""

    async def offer(self) -> str: ...

    async def accept(self, answer: str) -> None: ...

    async def answer(self, offer: str) -> str: ...

    async def add_candidate(self, candidate: str, mid: str, index: int) -> None: ...

    def send(self, frame: Samples) -> None: ...

    async def close(self) -> None: ...


def offer_loopback(*, only: bool) -> None:
    """Let browsers of this machine reach the gateway, which aioice does not intend.

    With ``only`` no other address is offered.
    """
    found = aioice.ice.get_host_addresses

    def addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        others = [] if only else found(use_ipv4, use_ipv6)
        return [LOOPBACK, *others]

    aioice.ice.get_host_addresses = addresses


class _Encoded(MediaStreamTrack):
    """Frames as Opus packets, for aiortc to send as they are."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._packets: asyncio.Queue[av.packet.Packet[av.AudioStream]] = asyncio.Queue(
            MOST_WAITING
        )
        self._sent = 0
        encoder = av.AudioCodecContext.create("libopus", "w")
        encoder.bit_rate = BITS_PER_SECOND
        encoder.format = "s16"
        encoder.layout = "mono"
        encoder.sample_rate = RATE
        encoder.time_base = TIME_BASE
        # The least complex of Opus' searches; halves the cost, hardly heard in speech.
        encoder.options = {"application": "voip", "compression_level": "0"}
        self._encoder = encoder

    def put(self, frame: Samples) -> None:
        sound = av.AudioFrame.from_ndarray(
            as_pcm(frame)[np.newaxis, :], format="s16", layout="mono"
        )
        sound.sample_rate, sound.time_base = RATE, TIME_BASE
        for packet in self._encoder.encode(sound):
            packet.pts, packet.time_base = self._sent, TIME_BASE
            self._sent += FRAME
            if self._packets.full():
                self._packets.get_nowait()
            self._packets.put_nowait(packet)

    @override
    async def recv(self) -> av.packet.Packet[av.AudioStream]:
        if self.readyState != "live":
            raise MediaStreamError
        return await self._packets.get()


class _Decoder:
    """Stands where aiortc keeps the queue of its decoding thread, and decodes at once.

    The thread waits in ``get`` until the call is over.
    """

    def __init__(self, take: Take) -> None:
        self._take = take
        self._is_over = threading.Event()
        decoder = av.AudioCodecContext.create("libopus", "r")
        decoder.format = "s16"
        decoder.layout = "mono"
        decoder.sample_rate = RATE
        self._decoder = decoder

    def put(self, task: tuple[RTCRtpCodecParameters, JitterFrame] | None) -> None:
        if task is None:
            self._is_over.set()
            return
        try:
            for frame in self._decoder.decode(av.Packet(task[1].data)):
                self._take(from_pcm(frame.to_ndarray()[0]))
        except av.FFmpegError:
            # One damaged packet is 20 ms of silence, not the end of a call.
            return

    def get(self) -> None:
        self._is_over.wait()


class AiortcPeer:
    """One connection; ``take`` is given what the browser's microphone says."""

    def __init__(self, take: Take) -> None:
        # Without servers: the default would ask one of Google's for our address.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._take = take
        self._track = _Encoded()

    def _prepare(self) -> None:
        """Send our track, in Opus, and decode what comes, on every transceiver."""
        opus = [
            codec
            for codec in RTCRtpSender.getCapabilities("audio").codecs
            if codec.mimeType.lower() == "audio/opus"
        ]
        for transceiver in self._connection.getTransceivers():
            transceiver.setCodecPreferences(opus)
            transceiver.sender.replaceTrack(self._track)
            transceiver.direction = "sendrecv"
            decoder = _Decoder(self._take)
            transceiver.receiver._RTCRtpReceiver__decoder_queue = decoder  # type: ignore[attr-defined]

    async def offer(self) -> str:
        self._connection.addTransceiver("audio")
        self._prepare()
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return self._connection.localDescription.sdp

    async def accept(self, answer: str) -> None:
        """Raises SdpRefused."""
        await self._set_remote(answer, "answer")

    async def answer(self, offer: str) -> str:
        """Raises SdpRefused."""
        await self._set_remote(offer, "offer")
        self._prepare()
        answer = await self._connection.createAnswer()
        await self._connection.setLocalDescription(answer)
        return self._connection.localDescription.sdp

    async def _set_remote(self, sdp: str, kind: str) -> None:
        try:
            description = RTCSessionDescription(sdp, kind)
            await self._connection.setRemoteDescription(description)
        except (ValueError, InvalidAccessError, InvalidStateError) as error:
            raise SdpRefused(str(error)) from error
        except (AssertionError, AttributeError, IndexError, KeyError) as error:
            # What aiortc's parser raises for text that is no SDP at all.
            raise SdpRefused("not a session description") from error

    async def add_candidate(self, candidate: str, mid: str, index: int) -> None:
        """One more address of the browser; raises SdpRefused."""
        try:
            found = candidate_from_sdp(candidate.partition(":")[2])
        except (ValueError, AssertionError, IndexError) as error:
            raise SdpRefused("not a candidate") from error
        found.sdpMid, found.sdpMLineIndex = mid, index
        await self._connection.addIceCandidate(found)

    def send(self, frame: Samples) -> None:
        """Let the browser hear 20 ms; costs nothing before it is connected."""
        if self._connection.connectionState == "connected":
            self._track.put(frame)

    async def close(self) -> None:
        await self._connection.close()
