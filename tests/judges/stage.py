"""The emulator in this process, driven by the official SDK, with everybody watching.

All that passes over the wire is kept: each request with its answer, and each webhook
with its headers. `verdict()` hands it to the judges.
"""

import base64
import inspect
from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import dataclass
from typing import Any

import httpx
import telnyx
from telnyx._base_client import BasePage
from typing_extensions import override

from emulator.clock import ManualClock
from emulator.core import Emulator
from emulator.settings import Settings
from tests.judges import sdk_surface
from tests.judges.departures import EMULATOR
from tests.judges.judge import Exchange, Judge, SdkJudge, without
from tests.judges.openapi import openapi_judges
from tests.judges.refusals import unlisted

API = "http://api.test/v2"
WEBHOOKS = "https://shop.test/webhooks"
NUMBER = "+15550100100"
JUDGES: tuple[Judge, ...] = (SdkJudge(), *openapi_judges())

Step = tuple[str, tuple[Any, ...], dict[str, Any]]
Tour = Callable[["Stage"], Generator[Step, Any, None]]


@dataclass(frozen=True)
class Webhook:
    event_type: str
    headers: dict[str, str]
    body: bytes


class Stage:
    def __init__(self, **settings: Any) -> None:
        self.exchanges: list[Exchange] = []
        self.webhooks: list[Webhook] = []
        self.emulator = Emulator(
            Settings(numbers=(NUMBER, "+15550100101"), **settings),
            clock=ManualClock(),
            sender=self.receive,
        )
        self.sdk = telnyx.Telnyx(
            api_key="KEY_EMULATOR",
            base_url=API,
            max_retries=0,
            http_client=httpx.Client(transport=Wire(self)),
        )
        answer = self.control(
            "POST", "reset", seed_demo=True, webhook_event_url=WEBHOOKS
        )
        self.connection_id: str = answer["connection_id"]

    @property
    def async_sdk(self) -> telnyx.AsyncTelnyx:
        return telnyx.AsyncTelnyx(
            api_key="KEY_EMULATOR",
            base_url=API,
            max_retries=0,
            http_client=httpx.AsyncClient(transport=Wire(self)),
        )

    def receive(self, url: str, headers: dict[str, str], body: bytes) -> int:
        found = httpx.Response(200, content=body).json()
        event = found.get("data", found)
        self.webhooks.append(Webhook(event["event_type"], headers, body))
        return 200

    def control(self, method: str, path: str, **given: Any) -> Any:
        """Use the emulator's own API, e.g. to act as the far party."""
        body = httpx.Request("POST", API, json=given).content if given else b""
        response = self.emulator.handle(method, f"/_emulator/{path}", {}, body)
        assert response.status == 200, response.body
        return response.json()

    def advance(self, seconds: float = 1.0) -> None:
        self.emulator.advance(seconds)

    def ring(self, caller: str = "+15550100001") -> str:
        """Let somebody call in; return the call_control_id."""
        ids = self.control("POST", "inbound_calls", **{"from": caller, "to": NUMBER})
        self.advance()
        return str(ids["call_control_id"])

    def answered(self, caller: str = "+15550100001") -> str:
        """Let somebody call in and be answered."""
        leg = self.ring(caller)
        self.sdk.calls.actions.answer(leg)
        self.advance()
        return leg

    def dialled(self, to: str = "sip:ana@sip.test", **params: Any) -> str:
        """Dial somebody, who answers; return the call_control_id."""
        answer = self.sdk.calls.dial(
            connection_id=self.connection_id, from_=NUMBER, to=to, **params
        )
        self.advance(5)
        assert answer.data is not None
        return str(answer.data.call_control_id)

    def far_party(self, leg: str, act: str, **given: Any) -> None:
        self.control("POST", f"calls/{leg}/{act}", **given)
        self.advance()

    def events(self) -> list[str]:
        return [webhook.event_type for webhook in self.webhooks]

    def driven(self) -> set[tuple[str, str]]:
        """Verb and path template of all that was asked successfully."""
        found = set()
        for exchange in self.exchanges:
            operation = sdk_surface.operation_for(exchange.verb, exchange.path)
            if operation is not None and exchange.status < 400:
                found.add((operation.verb, operation.path))
        return found

    def faults(self, judge: Judge) -> list[str]:
        """Each complaint of this judge once, after what or whom it is about."""
        answers = {
            f"{exchange.shape}: {fault}"
            for exchange in self.exchanges
            for fault in judge.answer_faults(exchange)
        }
        webhooks = {
            f"{webhook.event_type}: {fault}"
            for webhook in self.webhooks
            for fault in judge.webhook_faults(webhook.event_type, webhook.body)
        }
        return sorted(answers | webhooks)

    def verdict(self) -> list[str]:
        """What the judges have to say against it, departures left out."""
        complaints = [
            fault
            for judge in JUDGES
            for fault in without(self.faults(judge), EMULATOR[judge.name])
        ]
        return complaints + self.unlisted_refusals()

    def unlisted_refusals(self) -> list[str]:
        return [
            fault
            for one in self.exchanges
            for fault in unlisted(one.verb, one.path, one.status, one.answer)
        ]


class Wire(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Takes what an httpx client sends to the emulator's front."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._exchange(request, request.read())

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._exchange(request, await request.aread())

    def _exchange(self, request: httpx.Request, body: bytes) -> httpx.Response:
        target = request.url.raw_path.decode()
        headers = dict(request.headers)
        answer = self.stage.emulator.handle(request.method, target, headers, body)
        path, _, query = target.removeprefix("/v2").partition("?")
        self.stage.exchanges.append(
            Exchange(request.method, path, query, body, answer.status, answer.body)
        )
        return httpx.Response(
            answer.status, headers=answer.headers, content=answer.body
        )


def drive(stage: Stage, tour: Tour) -> None:
    """Follow a tour with the SDK's synchronous client."""
    steps, result = tour(stage), None
    while (step := next_step(steps, result)) is not None:
        name, positional, named = step
        answer = method_of(stage.sdk, name)(*positional, **named)
        result = list(answer) if isinstance(answer, BasePage) else answer


async def drive_async(stage: Stage, tour: Tour) -> None:
    """Follow a tour with the SDK's asynchronous client."""
    steps, result = tour(stage), None
    sdk = stage.async_sdk
    while (step := next_step(steps, result)) is not None:
        name, positional, named = step
        answer = method_of(sdk, name)(*positional, **named)
        if isinstance(answer, AsyncIterator) or hasattr(answer, "__aiter__"):
            result = [item async for item in answer]
        else:
            result = await answer if inspect.isawaitable(answer) else answer


def next_step(steps: Generator[Step, Any, None], result: Any) -> Step | None:
    try:
        return steps.send(result)
    except StopIteration:
        return None


def method_of(sdk: Any, name: str) -> Any:
    for part in name.split("."):
        sdk = getattr(sdk, part)
    return sdk


def call(name: str, /, *positional: Any, **named: Any) -> Step:
    """One step of a tour: the SDK's method, e.g. "calls.actions.answer"."""
    return name, positional, named


def state(text: str) -> str:
    """A client_state."""
    return base64.b64encode(text.encode()).decode()
