"""An emulator on a manual clock, with the words that its tests are written in."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulator import Emulator, Response, Settings

KEY = {"Authorization": "Bearer KEY_EMULATOR"}
HOOK = "http://product.test/webhooks"
NUMBER = "+15550100100"
CARL = "+15557654321"
ANA = "sip:ana@sip.telnyx.com"
SOFIA = "sip:sofia@sip.telnyx.com"


@dataclass(frozen=True)
class Posted:
    """One webhook as the product received it."""

    url: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def data(self) -> Any:
        return json.loads(self.body)["data"]

    @property
    def type(self) -> str:
        return str(self.data["event_type"])

    @property
    def payload(self) -> Any:
        return self.data["payload"]


class Stage:
    """The account, its application, and everything that was posted to it."""

    def __init__(self, **settings: Any) -> None:
        self.posted: list[Posted] = []
        self.statuses: dict[str, int] = {}
        self.on_post: dict[str, Callable[[Any], None]] = {}
        self.emulator = Emulator(Settings(**settings), sender=self._receive)
        self.names: dict[str, str] = {}
        self.app = self.make_app()
        number = self.get("/phone_numbers?filter[phone_number]=" + NUMBER[1:])[0]
        self.ok("PATCH", f"/phone_numbers/{number['id']}", connection_id=self.app)

    def _receive(self, url: str, headers: dict[str, str], body: bytes) -> int:
        self.posted.append(Posted(url, headers, body, self.now))
        if self.on_post and self.posted[-1].type in self.on_post:
            self.on_post[self.posted[-1].type](self.posted[-1].payload)
        return self.statuses.get(url, 200)

    @property
    def now(self) -> float:
        return self.emulator.clock.now()

    def make_app(self, **fields):
        fields = {
            "application_name": "Contact center",
            "webhook_event_url": HOOK,
            "webhook_api_version": "2",
            **fields,
        }
        return self.ok("POST", "/call_control_applications", **fields)["id"]

    def request(self, method, path, **body) -> Response:
        raw = json.dumps(body) if body else b""
        return self.emulator.handle(method, "/v2" + path, KEY, raw)

    def ok(self, method, path, **body):
        """The ``data`` of a request that must succeed."""
        response = self.request(method, path, **body)
        assert response.status < 300, response.body
        return response.json().get("data") if response.body else None

    def get(self, path):
        return self.ok("GET", path)

    def refused(self, method, path, **body):
        """Status and code of a request that must be refused."""
        response = self.request(method, path, **body)
        assert response.status >= 400, response.body
        return response.status, response.json()["errors"][0]["code"]

    def control(self, path, **body):
        response = self.emulator.handle(
            "POST" if body or path.startswith(("calls/", "reset")) else "GET",
            f"/_emulator/{path}",
            {},
            json.dumps(body) if body else b"",
        )
        assert response.status == 200, response.body
        return response.json()

    def act(self, call, action, **body):
        return self.ok("POST", f"/calls/{call}/actions/{action}", **body)

    def act_refused(self, call, action, **body):
        return self.refused("POST", f"/calls/{call}/actions/{action}", **body)

    def room(self, conference, action, **body):
        return self.ok("POST", f"/conferences/{conference}/actions/{action}", **body)

    def room_refused(self, conference, action, **body):
        path = f"/conferences/{conference}/actions/{action}"
        return self.refused("POST", path, **body)

    def advance(self, seconds=0.1):
        self.emulator.advance(seconds)

    def ring_in(self, name="carl", **person):
        """A caller rings; remembered as ``name`` in ``heard``."""
        given = {"from": CARL, "to": NUMBER, **person}
        call = self.control("inbound_calls", **given)["call_control_id"]
        self.names[call] = name
        self.advance()
        return call

    def caller(self, name="carl", **person):
        """A caller who has been answered."""
        call = self.ring_in(name, **person)
        self.act(call, "answer")
        self.advance(0.3)
        return call

    def dial(self, to=ANA, name="ana", **options):
        """A dialled leg that rings."""
        given = {"to": to, "from": NUMBER, "connection_id": self.app, **options}
        call = self.ok("POST", "/calls", **given)["call_control_id"]
        self.names[call] = name
        return call

    def agent(self, to=ANA, name="ana", **options):
        """A dialled leg that has been answered."""
        call = self.dial(to, name, **options)
        self.control(f"calls/{call}/answer")
        self.advance()
        return call

    def talk(self):
        """Carl and Ana, bridged by a command on Ana's leg."""
        carl, ana = self.caller(), self.agent()
        self.act(ana, "bridge", call_control_id=carl)
        self.advance()
        return carl, ana

    def conference(self, **options) -> tuple[str, str, str]:
        """A conference created from Carl's leg, with Ana in it."""
        carl, ana = self.caller(), self.agent()
        given = {"call_control_id": carl, "name": "room", **options}
        conference = self.ok("POST", "/conferences", **given)["id"]
        self.room(conference, "join", call_control_id=ana)
        self.advance()
        return conference, carl, ana

    def heard(self):
        """``name type`` of everything posted since the last call, as it happened."""
        posted, self.posted = self.posted, []
        happened = {
            entry["event_id"]: entry["n"]
            for entry in self.emulator.journal.after(0)
            if entry["kind"] == "event"
        }
        posted.sort(key=lambda one: happened[one.data["id"]])
        return [self._line(one.payload, one.type) for one in posted]

    def _line(self, payload, event_type):
        name = self.names.get(payload.get("call_control_id", ""), "")
        return f"{name} {event_type}".strip()

    def last(self, event_type):
        """Payload of the last webhook of this type."""
        return [one.payload for one in self.posted if one.type == event_type][-1]

    def types(self):
        return [one.type for one in self.posted]

    def hears(self, *calls):
        """Who hears whom, in names."""
        matrix = self.control("audio_matrix")["hears"]
        return {
            self.names[listener]: {self.names[one] for one in voices}
            for listener, voices in matrix.items()
            if not calls or listener in calls
        }

    def leg(self, call):
        """The world's view of one leg."""
        legs = self.control("world")["legs"]
        return next(leg for leg in legs if leg["call_control_id"] == call)

    def place(self, call):
        return self.leg(call)["place"]["kind"]


def occurred_at(data):
    """Where the event says when it happened, beside or inside its payload."""
    return data.get("occurred_at") or data["payload"]["occurred_at"]


def state(text) -> str:
    """A client_state."""
    return base64.b64encode(text.encode()).decode()
