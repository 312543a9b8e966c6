"""Tabs of a real Chromium with the unmodified SDK, and an emulator for them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page
from typing_extensions import override

from tests.emulator.stage import NUMBER
from tests.emulator.test_server import Process
from tests.support.processes import ROOT

SDK = ROOT / "node_modules/@telnyx/webrtc/lib/bundle.js"
PAGE = Path(__file__).with_name("sdk_page.html")
HOOK = "http://127.0.0.1:9/nobody"
# A note that is heard is some -25 dB. Sound that arrives late is cut, and what the cuts
# add to the other notes stays below -60 dB.
HEARD_DB, SILENT_DB = -40.0, -55.0
SOON = 15.0


def until(condition: Callable[[], Any], what: str) -> Any:
    """The first true value of the condition."""
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: waited {SOON} s in vain")


class Network:
    """An emulator as a process, with an account in which browsers may call out."""

    def __init__(self, process: Process, browser: Browser, site: str) -> None:
        self.process, self.browser, self.site = process, browser, site
        health = until(
            lambda: process.get("/_emulator/health")["gateway"], "the gateway"
        )
        self.gateway = str(health)
        self.tabs: list[Tab] = []
        reset = {"seed_demo": True, "webhook_event_url": HOOK}
        self.app = process.post("/_emulator/reset", **reset)["connection_id"]
        self.connection = self.post(
            "/credential_connections", connection_name="Browsers",
            user_name="browsers1", password="correct-horse",
            sip_uri_calling_preference="internal", webhook_event_url=HOOK,
            webhook_api_version="2", outbound={"call_parking_enabled": True},
        )["id"]  # fmt: skip

    def post(self, path: str, **body: Any) -> Any:
        return self.process.post(f"/v2{path}", **body)["data"]

    def act(self, leg: str, action: str, **body: Any) -> None:
        self.post(f"/calls/{leg}/actions/{action}", **body)

    def dial(self, tab: "Tab", **options: Any) -> str:
        given = {"connection_id": self.app, "from": NUMBER, **options}
        to = f"sip:{tab.username}@sip.telnyx.com"
        return str(self.post("/calls", to=to, **given)["call_control_id"])

    def leg(self, call_control_id: str) -> dict[str, Any]:
        legs = self.process.get("/_emulator/world")["legs"]
        found = [one for one in legs if one["call_control_id"] == call_control_id]
        return dict(found[0])

    def wait_for(self, leg: str, event_type: str) -> Any:
        """The payload of the event of a leg."""

        def found() -> Any:
            entries = self.process.get("/_emulator/journal")["entries"]
            return [
                one["payload"]
                for one in entries
                if one.get("event_type") == event_type
                and one["payload"].get("call_control_id") == leg
            ]

        return until(found, event_type)[-1]

    def talking(
        self, frequency: int, browser: dict[str, Any] | None = None, **options: Any
    ) -> tuple["Tab", str]:
        """A tab that was dialled and has answered, and its leg.

        `browser` are options of the SDK, the others are the dial's.
        """
        tab = self.registered(frequency, **(browser or {}))
        leg = self.dial(tab, **options)
        tab.until("call && call.state === 'ringing'")
        tab.run("call.answer()")
        self.wait_for(leg, "call.answered")
        tab.until("call.state === 'active'")
        return tab, leg

    def registered(self, frequency: int, **options: Any) -> "Tab":
        made = self.post("/telephony_credentials", connection_id=self.connection)
        token = self.process.token(made["id"])
        tab = Tab(self, frequency, made["sip_username"], made["sip_password"])
        tab.register(login_token=token, **options)
        tab.until("ready === 1")
        return tab


class Tab:
    """One page with one SDK; its microphone hears one note, none at 0 Hz."""

    def __init__(
        self, network: Network, frequency: int, username: str, password: str
    ) -> None:
        self.network, self.frequency = network, frequency
        self.username, self.password = username, password
        self.context = network.browser.new_context()
        self.page: Page = self.context.new_page()
        self.outside: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.goto(f"{network.site}/page")
        network.tabs.append(self)

    def _note(self, url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1":
            self.outside.append(url)

    def register(self, **options: Any) -> None:
        given = {"host": self.network.gateway, **options}
        if self.frequency:
            self.page.evaluate("frequency => hum(frequency)", self.frequency)
        self.page.evaluate("options => register(options)", given)

    def run(self, script: str) -> Any:
        """Run a statement; promises are not waited for."""
        return self.page.evaluate(f"() => {{ {script}; }}")

    def value(self, expression: str) -> Any:
        return self.page.evaluate(f"() => {expression}")

    def until(self, expression: str) -> None:
        until(lambda: self.value(f"Boolean({expression})"), expression)

    def hears(self, expected: set[int], *others: int) -> None:
        """Wait until just these notes are heard, and none of the others."""
        notes = sorted({*expected, *others})
        levels: list[float] = []

        def is_right() -> bool:
            nonlocal levels
            levels = self.page.evaluate("notes => listen(notes)", notes) or []
            pairs = zip(notes, levels, strict=False)
            return bool(levels) and all(
                level > HEARD_DB if note in expected else level < SILENT_DB
                for note, level in pairs
            )

        try:
            until(is_right, f"hears {expected}")
        except AssertionError as error:
            raise AssertionError(
                f"{error}: {dict(zip(notes, levels, strict=False))}"
            ) from None

    def close(self) -> None:
        self.context.close()


class Pages(BaseHTTPRequestHandler):
    """The page and the SDK, at another port than the gateway's, as in the product."""

    files = {"/page": (PAGE, "text/html"), "/sdk.js": (SDK, "text/javascript")}

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        found = self.files.get(self.path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", found[1] if found else "text/plain")
        self.end_headers()
        if found:
            self.wfile.write(found[0].read_bytes())


@contextmanager
def site() -> Iterator[str]:
    """The address of a server of these pages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
