"""People of ours at one of the web processes: they post forms and watch a screen."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import aiohttp
import httpx

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Person:
    """Signed in at the web process on `port`."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.port = port
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=15)
        page = self.http.get("/accounts/login/").text
        found = TOKEN.search(page)
        assert found is not None
        form = {"login": username, "password": password}
        answer = self.http.post(
            "/accounts/login/", data={**form, "csrfmiddlewaretoken": found.group(1)}
        )
        assert answer.status_code == 302, answer.status_code

    def post(self, path: str, **form: str) -> httpx.Response:
        """Press a button, as htmx does."""
        headers = {"HX-Request": "true", "X-CSRFToken": self.http.cookies["csrf"]}
        return self.http.post(path, data=form, headers=headers)

    def press(self, path: str, **form: str) -> None:
        """Press a button that has to be accepted."""
        answer = self.post(path, **form)
        assert answer.status_code in (200, 204), f"{answer.status_code} {answer.text}"

    def page(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def watch(self, screen: str) -> "Screen":
        cookies = "; ".join(
            f"{name}={value}" for name, value in self.http.cookies.items()
        )
        return Screen(self.port, screen, cookies)


class Screen:
    """An open socket that keeps what it was sent, as a browser would show it.

    `text` is the newest rendering of every fragment, `beats` counts the heartbeats.
    """

    def __init__(self, port: int, screen: str, cookies: str) -> None:
        self.address = f"http://127.0.0.1:{port}/live/{screen}/"
        self.headers = {"Cookie": cookies, "Origin": f"http://127.0.0.1:{port}"}
        self.pieces: dict[str, str] = {}
        self.beats = 0
        self.closed_with: int | None = None
        self.ended_by = ""
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.wait_for(lambda: bool(self.pieces), 15)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join(5)

    @property
    def text(self) -> str:
        return "\n".join(self.pieces.values())

    def shows(self, *words: str) -> bool:
        return all(word in self.text for word in words)

    def wait_for(self, happened: Callable[[], Any], seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, (
                f"not pushed in {seconds} s: {self.text}"
            )
            assert self.closed_with is None, f"closed with {self.closed_with}"
            assert not self.ended_by, self.ended_by
            time.sleep(0.02)

    def wait_to_show(self, *words: str, seconds: float = 10) -> None:
        self.wait_for(lambda: self.shows(*words), seconds)

    def wait_to_hide(self, word: str, seconds: float = 10) -> None:
        self.wait_for(lambda: word not in self.text, seconds)

    def _run(self) -> None:
        self.task = self.loop.create_task(self._listen())
        try:
            self.loop.run_until_complete(self.task)
        except (asyncio.CancelledError, aiohttp.ClientError) as error:
            self.ended_by = repr(error)
        finally:
            self.loop.close()

    async def _listen(self) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(self.address, headers=self.headers) as socket,
        ):
            async for message in socket:
                await self._take(socket, json.loads(message.data))
            self.closed_with = socket.close_code

    async def _take(
        self, socket: aiohttp.ClientWebSocketResponse, frame: dict[str, Any]
    ) -> None:
        if "content" not in frame:
            self.beats += 1
            return
        for piece in re.split(r"(?=<\w+[^>]*\bhx-swap-oob=)", frame["content"]):
            if found := re.search(r'\bid="([^"]+)"', piece):
                self.pieces[found.group(1)] = piece
        await socket.send_str(json.dumps({"seen": frame["version"]}))
