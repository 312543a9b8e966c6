"""The emulator and its gateway in one event loop, and what happens told in order."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from emulator import Emulator, Settings
from emulator.clock import RealClock
from emulator.media_link import MediaLink
from emulator.messages import read
from emulator.rtc.desk import Desk
from emulator.rtc.gateway import Gateway
from emulator.rtc.peer import AiortcPeer
from emulator.rtc.server import Metronome, Server
from emulator.webhooks.deliver import Attempt, Outcome
from tests.emulator.rtc.phone import Phone
from tests.emulator.stage import CARL, HOOK, KEY, NUMBER

PARKED = {"call_parking_enabled": True}
PASSWORD = "correct-horse"
SOON = 5.0
LOOK_SECS = 0.01


class Posted:
    """The webhooks that were delivered."""

    def __init__(self) -> None:
        self.data: list[Any] = []

    def send(self, attempt: Attempt, done: Callable[[Outcome], None]) -> None:
        self.data.append(json.loads(attempt.body)["data"])
        done(200)

    def types(self, leg: str) -> list[str]:
        return [
            one["event_type"]
            for one in self.data
            if one["payload"].get("call_control_id") == leg
        ]


class Exchange:
    """An account with an application, a credential connection, and browsers."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.posted, self.folder = Posted(), folder
        quick = {
            "answer_secs": 0.02,
            "webhook_latency_secs": 0.0,
            "recording_saved_secs": 0.1,
            **settings,
        }
        self.emulator = Emulator(
            Settings(**quick), clock=RealClock(), transport=self.posted
        )
        self.desk = Desk(folder)
        # Messages take the way through JSON, as between two processes.
        self.gateway = Gateway(
            self.desk, AiortcPeer, lambda message: self._told(message.line())
        )
        self.link = MediaLink(
            self.emulator,
            lambda message: self.gateway.take(read(message.line())),
            folder,
        )
        self.metronome = Metronome(self.desk)
        self.phones: list[Phone] = []
        self._ids: dict[str, str] = {}

    def _told(self, line: bytes) -> None:
        asyncio.get_running_loop().call_soon(self.emulator.told, read(line))

    async def __aenter__(self) -> "Exchange":
        server = Server(self.gateway, self.metronome)
        self._runner = web.AppRunner(server.application(), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._running = [
            asyncio.create_task(self._run_clock()),
            asyncio.create_task(self.metronome.run()),
        ]
        self.link.join(self.url)
        self.app = self.ok(
            "POST", "/call_control_applications",
            application_name="Contact center", webhook_event_url=HOOK,
            webhook_api_version="2",
        )["id"]  # fmt: skip
        number = self.ok("GET", f"/phone_numbers?filter[phone_number]={NUMBER[1:]}")[0]
        self.ok("PATCH", f"/phone_numbers/{number['id']}", connection_id=self.app)
        self.connection = self.ok(
            "POST", "/credential_connections",
            connection_name="Browsers", user_name="browsers1", password=PASSWORD,
            sip_uri_calling_preference="internal", webhook_event_url=HOOK,
            webhook_api_version="2", outbound=PARKED,
        )["id"]  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        for phone in self.phones:
            await phone.close()
        await self.gateway.close()
        for task in self._running:
            task.cancel()
        await self._runner.cleanup()

    async def _run_clock(self) -> None:
        while True:
            self.emulator.run_due()
            await asyncio.sleep(0.01)

    # The application's side.

    def request(self, method: str, path: str, **body: Any) -> Any:
        raw = json.dumps(body) if body else b""
        return self.emulator.handle(method, "/v2" + path, KEY, raw)

    def ok(self, method: str, path: str, **body: Any) -> Any:
        response = self.request(method, path, **body)
        assert response.status < 300, response.body
        return response.json().get("data") if response.body else None

    def act(self, leg: str, action: str, **body: Any) -> None:
        self.ok("POST", f"/calls/{leg}/actions/{action}", **body)

    def control(self, path: str, **body: Any) -> Any:
        raw = json.dumps(body).encode()
        answer = self.emulator.handle("POST", f"/_emulator/{path}", {}, raw)
        assert answer.status == 200, answer.body
        return answer.json()

    def credential(self, name: str, **body: Any) -> Any:
        made = self.ok(
            "POST", "/telephony_credentials", connection_id=self.connection, **body
        )
        self._ids[name] = made["id"]
        return made

    def token(self, name: str) -> str:
        path = f"/telephony_credentials/{self._ids[name]}/token"
        return str(self.request("POST", path).body.decode())

    def dial(self, username: str, **options: Any) -> str:
        given = {"from": NUMBER, "connection_id": self.app, **options}
        to = f"sip:{username}@sip.telnyx.com"
        return str(self.ok("POST", "/calls", to=to, **given)["call_control_id"])

    async def caller(self) -> str:
        """A simulated caller who has been answered."""
        ids = self.control("inbound_calls", **{"from": CARL, "to": NUMBER})
        leg = str(ids["call_control_id"])
        self.act(leg, "answer")
        await self.until(leg, "call.answered")
        return leg

    # The browsers' side.

    async def phone(self, name: str, frequency: float = 0) -> Phone:
        """A browser that is registered with a credential of its own."""
        made = self.credential(name)
        phone = await self.browser(frequency)
        await phone.register(login_token=self.token(name))
        phone.username = made["sip_username"]
        await until(lambda: phone.username in self.emulator.crowd.browsers.registered)
        return phone

    async def browser(self, frequency: float = 0) -> Phone:
        phone = Phone(self.url, frequency)
        self.phones.append(phone)
        await phone.connect()
        return phone

    async def talking(self, name: str, frequency: float, **options: Any) -> Any:
        """A browser that was dialled and has answered, and its leg."""
        phone = await self.phone(name, frequency)
        leg = self.dial(phone.username, **options)
        await phone.ringing()
        await phone.answer()
        await self.until(leg, "call.answered")
        return phone, leg

    # What happened.

    async def until(self, leg: str, event_type: str) -> Any:
        """The payload of the webhook, waited for."""

        def found() -> list[Any]:
            return [
                one["payload"]
                for one in self.posted.data
                if one["event_type"] == event_type
                and one["payload"].get("call_control_id") == leg
            ]

        await until(
            lambda: bool(found()), f"{event_type} after {self.posted.types(leg)}"
        )
        return found()[-1]


async def until(
    condition: Callable[[], bool], what: str = "it", secs: float = SOON
) -> None:
    for _ in range(round(secs / LOOK_SECS)):
        if condition():
            return
        await asyncio.sleep(LOOK_SECS)
    raise AssertionError(f"{what}: waited {secs} s in vain")
