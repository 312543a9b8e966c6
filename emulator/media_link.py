"""The media process beside the emulator's server, and what the two tell each other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from emulator.engine import Engine
from emulator.messages import Listening, Message, Person, Plan, Take, read
from emulator.people.personas import Persona, persona_of, queue_of, topic_of
from emulator.world import captures, hearing
from emulator.world.state import Leg

LOG = logging.getLogger(__name__)
LONGEST_LINE = 1024 * 1024
RESTART_SECS = 1.0
STOP_SECS = 2.0


class MediaLink:
    """Tells the media process by ``send`` what changes in the emulator's world."""

    def __init__(
        self, engine: Engine, send: Callable[[Message], None], folder: Path
    ) -> None:
        self._engine = engine
        self._send = send
        self._folder = folder
        self._told: dict[str, Persona] = {}
        self._topics: dict[str, str] = {}
        self._stops: list[Callable[[], None]] = []

    def join(self, url: str) -> None:
        """The process listens at ``url``: tell it everything from now on."""
        self._engine.connect_browsers(self._send, url, self._folder)
        self._stops = [
            self._engine.on_hearing(self._hears),
            self._engine.on_capturing(self._captures),
        ]

    def leave(self) -> None:
        """The process is gone."""
        for stop in self._stops:
            stop()
        self._stops.clear()
        self._told.clear()
        self._topics.clear()
        self._engine.disconnect_browsers()

    def _hears(self, plans: list[hearing.Plan]) -> None:
        for plan in plans:
            leg = self._engine.world.legs.get(plan.call_control_id)
            is_gone = leg is None or not leg.is_alive
            if is_gone:
                self._told.pop(plan.call_control_id, None)
                self._topics.pop(plan.call_control_id, None)
            elif leg is not None and not self._engine.crowd.browsers.has(leg):
                self._introduce(leg)
            sounds = [asdict(sound) for sound in plan.sounds]
            self._send(Plan(plan.call_control_id, list(plan.voices), sounds, is_gone))

    def _introduce(self, leg: Leg) -> None:
        """Say who the simulated far party is, if that is new."""
        key, queue = leg.call_control_id, queue_of(leg)
        if queue is not None:
            self._topics[key] = topic_of(queue)
        persona = persona_of(leg, self._topics.get(key, ""))
        if self._told.get(key) != persona:
            self._told[key] = persona
            lines = list(persona.lines)
            self._send(Person(key, persona.voice, lines, persona.opens))

    def _captures(self, taken: list[captures.Capture]) -> None:
        for one in taken:
            self._send(
                Take(
                    one.recording,
                    one.is_dual,
                    list(one.first),
                    list(one.rest),
                    [asdict(sound) for sound in one.sounds],
                    running=one.is_running,
                    ended=one.is_over,
                )
            )


class MediaProcess:
    """Runs ``python -m emulator.rtc``, and starts it again if it ends.

    ``port`` 0 takes any free one. ``folder`` gets the samples of recordings.
    """

    def __init__(self, engine: Engine, host: str, port: int, folder: Path) -> None:
        self._engine = engine
        self._options = ("--host", host, "--port", str(port), "--folder", str(folder))
        self._process: asyncio.subprocess.Process | None = None
        self._loop = asyncio.get_running_loop()
        self._link = MediaLink(engine, self.send, folder)

    async def run(self) -> None:
        """Keep the process running until this is cancelled."""
        try:
            while True:
                await self._run_once()
                LOG.error("the media process ended; it is started again")
                await asyncio.sleep(RESTART_SECS)
        finally:
            await self._end()

    async def _run_once(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "emulator.rtc", *self._options,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )  # fmt: skip
        stdout = self._process.stdout
        if stdout is None:
            raise AssertionError("the process was started with a pipe")
        while line := await stdout.readline():
            message = read(line)
            if isinstance(message, Listening):
                self._link.join(message.url)
            else:
                self._engine.told(message)
        self._link.leave()

    def send(self, message: Message) -> None:
        """Never waits; may be called from any thread."""
        self._loop.call_soon_threadsafe(self._write, message.line())

    def _write(self, line: bytes) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(ConnectionError, RuntimeError):
                process.stdin.write(line)

    async def _end(self) -> None:
        """Close the pipe, which ends the process, and wait for that."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECS)
        except TimeoutError:
            process.kill()
            await process.wait()
