"""Letting a story happen on the emulator, and writing down all that a retelling needs:
the webhooks, what people pressed and when, and what the provider answered."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import time_machine
from typing_extensions import override

from tests.facts.floor import Floor
from tests.facts.story import Deed, Press, Story
from tests.support.world import World, connect, disconnect

# A person needs this long to see what has changed and to press.
REACTION_SECS = 0.4
# Microseconds.
ROUNDING = 10
# What differs between two tellings of one request, and does not change its answer.
OF_THE_RUN = {"command_id", "client_state", "custom_headers", "name"}

Request = tuple[str, str, str]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Webhook:
    """One event as it was sent first, and when it occurred, in Unix microseconds."""

    id: str
    type: str
    at: int
    body: bytes
    call_control_id: str


@dataclass(frozen=True)
class Pressed:
    step: Press
    at: int
    # The ids of the commands that it gave.
    commands: tuple[str, ...]


@dataclass
class Record:
    story: Story
    began_at: datetime
    webhooks: list[Webhook] = field(default_factory=list)
    presses: list[Pressed] = field(default_factory=list)
    answers: dict[Request, list[Answer]] = field(default_factory=dict)
    # Unix microseconds. What occurred before `opened_at` is told as it occurred.
    opened_at: int = 0
    ended_at: int = 0


class Witness(World):
    """A world that remembers what went over the wire."""

    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.bodies: dict[str, bytes] = {}
        self.answers: dict[Request, list[Answer]] = defaultdict(list)
        # Answers in the emulator's place, once there is one.
        self.stand_in: Callable[[httpx.Request], httpx.Response] | None = None

    @override
    def seconds(self) -> float:
        """In a retelling the emulator has no part, and its clock stands still."""
        is_told = self.stand_in is not None
        return datetime.now(UTC).timestamp() if is_told else super().seconds()

    @override
    def receive(self, url: str, headers: dict[str, str], body: bytes) -> int:
        self.bodies.setdefault(event_in(body)["id"], body)
        return super().receive(url, headers, body)

    @override
    def api(self) -> httpx.MockTransport:
        real = super().api()

        def answer(request: httpx.Request) -> httpx.Response:
            if self.stand_in is not None:
                return self.stand_in(request)
            response = real.handle_request(request)
            told = Answer(response.status_code, dict(response.headers), response.read())
            self.answers[key_of(request)].append(told)
            return response

        return httpx.MockTransport(answer)


def event_in(body: bytes) -> dict[str, Any]:
    content = json.loads(body)
    event: dict[str, Any] = content.get("data", content)
    return event


def key_of(request: httpx.Request) -> Request:
    """Return what makes a request the same in another telling."""
    said = json.loads(request.read() or b"{}")
    kept = {name: value for name, value in said.items() if name not in OF_THE_RUN}
    return request.method, str(request.url), json.dumps(kept, sort_keys=True)


def microseconds(when: datetime) -> int:
    return round(when.timestamp() * 1_000_000)


@contextmanager
def living(began_at: datetime, monkeypatch: Any) -> Iterator[Witness]:
    with time_machine.travel(began_at, tick=False) as clock:
        world = Witness(clock)
        connect(world, monkeypatch)
        try:
            yield world
        finally:
            disconnect()


def witness(story: Story, floor: Floor, *, lasts: float = 5.0) -> Record:
    """Let the story happen on the floor's world, and return what is to be retold.

    `lasts` is how many seconds the world runs on after the last step.
    """
    world = floor.world
    assert isinstance(world, Witness)
    record = Record(story, world.now)
    world.answers.clear()
    for address, script in story.callees.items():
        world.script(address, **script)
    record.opened_at = microseconds(world.now)
    for step in story.steps:
        take(step, floor, record)
    world.run(lasts)
    record.ended_at = microseconds(world.now)
    record.webhooks = webhooks_of(world)
    record.answers = dict(world.answers)
    return record


def take(step: Press | Deed, floor: Floor, record: Record) -> None:
    world = floor.world
    if not isinstance(step, Press):
        world.run(step.after)
        step.happens(world)
        return
    world.run_until(step.sees, within=60)
    world.run(REACTION_SECS)
    # The two clocks round differently: what follows must not seem to come before.
    at = microseconds(world.now) - ROUNDING
    commands = floor.press(step)
    record.presses.append(Pressed(step, at, commands))


def webhooks_of(world: Witness) -> list[Webhook]:
    """Return every event once, in the order of occurrence."""
    found = []
    for event_id, body in world.bodies.items():
        event = event_in(body)
        payload = event["payload"]
        when = event.get("occurred_at") or payload.get("occurred_at")
        at = microseconds(datetime.fromisoformat(when))
        leg = payload.get("call_control_id", "")
        found.append(Webhook(event_id, event["event_type"], at, body, leg))
    return sorted(found, key=lambda webhook: webhook.at)
