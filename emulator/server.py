"""The emulator as a web server of its own: aiohttp around ``Emulator.handle``."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable

import aiohttp
from aiohttp import web

from emulator.control.problems import ControlError
from emulator.core import Emulator
from emulator.http import Response, json_response
from emulator.media.links import PREFIX
from emulator.media_link import MediaProcess
from emulator.webhooks.deliver import Attempt, Outcome

PARENT_CHECK_SECS = 1.0
LOST_ANSWER_SECS = 300.0


class HttpTransport:
    """Delivers webhooks with one shared client session."""

    def __init__(self, max_redirects: int) -> None:
        self._max_redirects = max_redirects
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        if self._session is not None:
            await self._session.close()

    def send(self, attempt: Attempt, done: Callable[[Outcome], None]) -> None:
        task = asyncio.get_running_loop().create_task(self._send(attempt, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until every webhook on its way has an outcome."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _send(self, attempt: Attempt, done: Callable[[Outcome], None]) -> None:
        if self._session is None:
            raise AssertionError("the transport is opened before the first webhook")
        try:
            async with self._session.request(
                attempt.method,
                attempt.url,
                data=attempt.body,
                headers=attempt.headers,
                max_redirects=self._max_redirects + 1,
                timeout=aiohttp.ClientTimeout(total=attempt.timeout_secs),
            ) as response:
                await response.read()
                done(response.status)
        except TimeoutError:
            done("timeout")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            done(f"{type(error).__name__}: {error}")


class Server:
    """Serves one emulator and keeps its clock running."""

    def __init__(
        self,
        emulator: Emulator,
        transport: HttpTransport,
        parent_pid: int | None = None,
    ) -> None:
        self._emulator = emulator
        self._transport = transport
        self._parent_pid = parent_pid
        self.media: MediaProcess | None = None
        # A dead parent that nobody has waited for still has its process id.
        self._is_child = os.getppid() == parent_pid
        self._wake = asyncio.Event()
        emulator.clock.on_change = self._wake.set

    def application(self) -> web.Application:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._answer)
        app.cleanup_ctx.append(self._background)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = dict(request.headers)
        path = request.raw_path
        if path.startswith((PREFIX, "/media/")):
            # Encoding takes long; other requests and webhooks must not wait for it.
            response = await asyncio.to_thread(
                self._emulator.handle, request.method, path, headers, body
            )
        elif path == "/_emulator/clock" and request.method == "POST":
            response = await self._move_clock(body)
        else:
            response = self._emulator.handle(request.method, path, headers, body)
        return await self._sent(request, response)

    async def _move_clock(self, body: bytes) -> Response:
        """Move the manual clock, waiting for each webhook's answer before going on."""
        control = self._emulator.control
        try:
            secs = control.seconds_to_advance(body)
        except ControlError as error:
            return json_response(error.status, {"error": str(error)})
        until = self._emulator.clock.now() + secs
        while self._emulator.step(until):
            await self._transport.settle()
        return json_response(200, control.clock())

    async def _sent(
        self, request: web.Request, response: Response
    ) -> web.StreamResponse:
        if response.is_lost:
            await asyncio.sleep(LOST_ANSWER_SECS)
        elif response.wait_secs:
            await asyncio.sleep(response.wait_secs)
        return web.Response(
            status=response.status, body=response.body, headers=response.headers
        )

    async def _background(self, app: web.Application) -> AsyncIterator[None]:
        await self._transport.open()
        running = [asyncio.create_task(self._run_clock())]
        if self.media is not None:
            running.append(asyncio.create_task(self.media.run()))
        if self._parent_pid is not None:
            self._watch_parent(self._parent_pid)
        yield
        for task in running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._transport.close()

    async def _run_clock(self) -> None:
        """Do what is due by the real clock; the manual one moves by request only."""
        clock = self._emulator.clock
        while not clock.manual:
            self._wake.clear()
            self._emulator.run_due()
            due = clock.next_due()
            wait = None if due is None else max(due - clock.now(), 0.0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)

    def _watch_parent(self, pid: int) -> None:
        """Leave when the process that started this one is gone."""
        is_orphan = self._is_child and os.getppid() != pid
        if is_orphan or not _is_running(pid):
            os._exit(0)
        loop = asyncio.get_running_loop()
        loop.call_later(PARENT_CHECK_SECS, self._watch_parent, pid)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
