"""The gateway's door, and the metronome of the mixer."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from typing import Any

from aiohttp import WSMsgType, web

from emulator.rtc.audio.frames import FRAME_SECS
from emulator.rtc.channel import Channel
from emulator.rtc.desk import Desk
from emulator.rtc.gateway import Gateway
from emulator.rtc.methods import Conversation

LOG = logging.getLogger(__name__)
LARGEST_MESSAGE = 4 * 1024 * 1024
PING_SECS = 20.0
HOPELESS_SECS = 0.5
REPORTS_KEPT = 20
ANY_PAGE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "POST",
}
"""The SDK posts its report from a page of another port."""


class Metronome:
    """Ticks each 20 ms; what was missed is made up for, up to half a second."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.ticks = self.late = 0
        self.busy_secs = 0.0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += FRAME_SECS
            spare = due - loop.time()
            if spare < -HOPELESS_SECS:
                due = loop.time()
            self.late += spare < 0
            await asyncio.sleep(max(spare, 0))
            began = loop.time()
            self._desk.tick()
            self.busy_secs += loop.time() - began
            self.ticks += 1


class Server:
    """Serves browsers at ``/rtc``, and at ``/``, where the SDK goes without a path."""

    def __init__(self, gateway: Gateway, metronome: Metronome) -> None:
        self._gateway = gateway
        self._metronome = metronome
        self._reports: deque[Any] = deque(maxlen=REPORTS_KEPT)

    def application(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_MESSAGE)
        app.router.add_get("/", self._socket)
        app.router.add_get("/rtc", self._socket)
        app.router.add_get("/health", self._health)
        app.router.add_get("/call_reports", self._call_reports)
        app.router.add_post("/call_report", self._report)
        app.router.add_options("/call_report", self._allow)
        return app

    async def ping_all(self) -> None:
        """Ask each browser for a sign of life, as the real gateway does."""
        while True:
            await asyncio.sleep(PING_SECS)
            for session in self._gateway.sessions:
                await session.tell("telnyx_rtc.ping", {})

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(
            max_msg_size=LARGEST_MESSAGE, heartbeat=PING_SECS
        )
        await socket.prepare(request)
        channel = Channel(socket)
        # The SDK comes back with the name that it was given.
        channel.voice_sdk_id = request.query.get("voice_sdk_id") or channel.voice_sdk_id
        conversation = Conversation(self._gateway, channel)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await _hear(conversation, message.data)
        finally:
            conversation.close()
        return socket

    async def _health(self, request: web.Request) -> web.Response:
        sessions, metronome = list(self._gateway.sessions), self._metronome
        facts = {
            "sessions": [
                {
                    "username": session.username,
                    "is_connected": session.channel is not None,
                    "calls": {
                        one.id: one.phase.value for one in session.calls.values()
                    },
                }
                for session in sessions
            ],
            "ticks": metronome.ticks,
            "late_ticks": metronome.late,
            "busy_secs": round(metronome.busy_secs, 3),
        }
        return web.json_response(facts)

    async def _report(self, request: web.Request) -> web.Response:
        try:
            self._reports.append(json.loads(await request.text()))
        except ValueError:
            return web.Response(status=400, headers=ANY_PAGE)
        return web.json_response({"status": "ok"}, headers=ANY_PAGE)

    async def _call_reports(self, request: web.Request) -> web.Response:
        """The SDK's own figures of the last calls."""
        return web.json_response(list(self._reports))

    async def _allow(self, request: web.Request) -> web.Response:
        return web.Response(status=204, headers=ANY_PAGE)


async def _hear(conversation: Conversation, text: str) -> None:
    """Take one text frame; what is no JSON object is ignored, as the real one does."""
    try:
        message = json.loads(text)
    except ValueError:
        return
    if isinstance(message, dict):
        await conversation.hear(message)
