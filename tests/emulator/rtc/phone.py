"""A browser without a browser: the SDK's protocol, and real WebRTC, in Python."""

import asyncio
import json
from fractions import Fraction
from typing import Any
from uuid import uuid4

import aiohttp
import av
import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError

from emulator.rtc.audio.frames import FRAME, RATE, Samples

SOON = 5.0
SETTLE_SECS = 0.4
"""What is heard is as old as this at most: several buffers."""


class Hum(MediaStreamTrack):
    """A microphone that hears one note; none at 0 Hz."""

    kind = "audio"

    def __init__(self, frequency: float) -> None:
        super().__init__()
        self.frequency, self._at = frequency, 0
        self._began: float | None = None

    async def recv(self) -> av.AudioFrame:
        now = asyncio.get_running_loop().time()
        self._began = now if self._began is None else self._began
        await asyncio.sleep(max(self._began + self._at / RATE - now, 0))
        time = (self._at + np.arange(FRAME)) / RATE
        level = 0.3 if self.frequency else 0
        sound = level * 32767 * np.sin(2 * np.pi * self.frequency * time)
        frame = av.AudioFrame.from_ndarray(
            sound.astype(np.int16)[np.newaxis, :], format="s16", layout="mono"
        )
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = self._at
        self._at += FRAME
        return frame


class Phone:
    """One tab. What the gateway asks is acknowledged, as the SDK does."""

    def __init__(self, url: str, frequency: float) -> None:
        self.url, self.frequency = url, frequency
        self.username = ""
        self.call = ""
        self.invite: dict[str, Any] = {}
        self.session = ""
        self.voice_sdk_id = ""
        self.requests: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sound: list[Samples] = []
        self._arrived = asyncio.Event()
        self.connection: RTCPeerConnection | None = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        self._http = aiohttp.ClientSession()
        query = {"voice_sdk_id": self.voice_sdk_id} if self.voice_sdk_id else {}
        self.socket = await self._http.ws_connect(f"{self.url}/rtc", params=query)
        self._tasks.append(asyncio.create_task(self._listen()))

    async def close(self) -> None:
        await self.drop()
        if self.connection is not None:
            await self.connection.close()

    async def drop(self) -> None:
        """The network is gone, or the tab: nobody says goodbye."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        await self.socket.close()
        await self._http.close()

    async def _listen(self) -> None:
        async for message in self.socket:
            content = json.loads(message.data)
            self.voice_sdk_id = content["voice_sdk_id"]
            if "method" in content:
                await self._send(id=content["id"], result={"method": content["method"]})
                self.requests.put_nowait(content)
            elif content["id"] in self._answers:
                self._answers.pop(content["id"]).set_result(content)

    async def _send(self, **message: Any) -> None:
        await self.socket.send_json({"jsonrpc": "2.0", **message})

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The whole answer: with ``result`` or ``error``."""
        number = str(uuid4())
        answer = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        await self._send(id=number, method=method, params=params)
        async with asyncio.timeout(SOON):
            return dict(await answer)

    async def say(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a request about the call, which has to succeed."""
        params = {**params, "dialogParams": {"callID": self.call}}
        answer = await self.ask(f"telnyx_rtc.{method}", **params)
        assert "result" in answer, answer
        return dict(answer["result"])

    async def told(self, method: str) -> dict[str, Any]:
        """The parameters of the next request of this kind."""
        async with asyncio.timeout(SOON):
            while True:
                request = await self.requests.get()
                if request["method"] == f"telnyx_rtc.{method}":
                    return dict(request["params"])

    async def register(self, **login: Any) -> dict[str, Any]:
        """Log in, and ask for the registration; the gateway's state."""
        answer = await self.ask("login", **login)
        self.session = answer["result"]["sessid"]
        await self.told("clientReady")
        state = await self.ask("telnyx_rtc.gatewayState")
        return dict(state["result"]["params"])

    async def ringing(self) -> dict[str, Any]:
        """The invite of a call that comes in."""
        self.invite = await self.told("invite")
        self.call = self.invite["callID"]
        return self.invite

    async def answer(self) -> None:
        await self.say("answer", sdp=await self._answer_to(self.invite["sdp"]))

    async def attach(self, offer: dict[str, Any]) -> None:
        await self.say("attach", sdp=await self._answer_to(offer["sdp"]))

    async def call_out(self, number: str, **dialog: Any) -> None:
        """Call somebody; returns once the gateway knows of the call."""
        self.call = str(uuid4())
        connection = self._new_connection()
        connection.addTrack(Hum(self.frequency))
        await connection.setLocalDescription(await connection.createOffer())
        answer = await self.ask(
            "telnyx_rtc.invite",
            sdp=connection.localDescription.sdp,
            dialogParams={"callID": self.call, "destination_number": number, **dialog},
        )
        assert answer["result"]["message"] == "CALL CREATED"

    async def hear(self, sdp: str) -> None:
        """Take the gateway's answer to the offer of a call that goes out."""
        assert self.connection is not None
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def new_media(self) -> None:
        """Ask for a new connection, as the SDK does when the network changed."""
        connection = self._new_connection()
        connection.addTrack(Hum(self.frequency))
        await connection.setLocalDescription(await connection.createOffer())
        sdp = connection.localDescription.sdp
        answer = await self.say("modify", action="updateMedia", sdp=sdp)
        await self.hear(answer["sdp"])

    async def listen(self, secs: float = 0.5) -> Samples:
        """What is heard in the next seconds, once sound arrives at all."""
        async with asyncio.timeout(SOON):
            self.sound.clear()
            while len(self.sound) * FRAME < (secs + SETTLE_SECS) * RATE:
                self._arrived.clear()
                await self._arrived.wait()
        heard = np.concatenate(self.sound)
        return heard[-round(secs * RATE) :]

    async def _answer_to(self, offer: str) -> str:
        connection = self._new_connection()
        await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        connection.addTrack(Hum(self.frequency))
        await connection.setLocalDescription(await connection.createAnswer())
        return str(connection.localDescription.sdp)

    def _new_connection(self) -> RTCPeerConnection:
        former = self.connection
        if former is not None:
            self._tasks.append(asyncio.create_task(former.close()))
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.on("track", self._on_track)
        return self.connection

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._take(track)))

    async def _take(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame: Any = await track.recv()
                # Stereo, side by side; both sides are the same.
                sound = frame.to_ndarray()[0, ::2].astype(np.float32) / 32768
                self.sound.append(sound)
                self._arrived.set()
        except MediaStreamError:
            return
