"""The product and the emulator in one process, on one clock that is moved by hand.

Nothing runs by itself: `run(seconds)` lets time pass for both, from one thing that is
due to the next. What the product sends goes into the emulator's `handle`, what the
emulator sends goes through the product's webhook door.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from asgiref.sync import async_to_sync, sync_to_async
from celery.app.task import Task
from django.conf import settings

from callcontrol import applier, door
from callcontrol.inbox import Delivery, store
from contactcenter.celery import app as celery
from emulator.clock import ManualClock
from emulator.core import Emulator
from emulator.settings import Settings
from live.presence.actions import note_present, note_watching
from provider import client
from provider.client.bucket import RequestBudget
from recordings import download

WEBHOOKS = "http://product.test/webhooks/telnyx/"
# How the provider's people decline where a test does not say it; and exact times, by
# which the tests know what came after what.
MANNERS: dict[str, Any] = {
    "browser_decline": ("call_rejected", "603"),
    "tick_secs": 0.0,
}
# The most frequent sweep of the product.
LONGEST_STEP = 1.0


class SameThread:
    """Stores a webhook at once; the product's committer has a thread of its own."""

    backlog = 0

    async def put(self, delivery: Delivery) -> bool:
        await sync_to_async(store)([delivery])
        return True


@dataclass(frozen=True)
class Bell:
    due: float
    task: Any
    args: tuple[Any, ...]


class World:
    def __init__(self, clock: Any) -> None:
        # Of time_machine: what the product takes for the time.
        self.clock = clock
        self.emulator = Emulator(
            Settings(base_url=settings.TELNYX_BASE_URL.removesuffix("/v2"), **MANNERS),
            clock=ManualClock(),
            sender=self.receive,
        )
        self.swept_at: dict[str, float] = {}
        self.bells: list[Bell] = []
        # As many events as the product applies in one transaction.
        self.largest_run = 1
        # Whether the product's process runs; the provider goes on without it.
        self.is_running = True
        # People who have a screen open, by the keys of their accounts.
        self.at_screens: set[int] = set()
        self.noted_at = 0.0
        # How many seconds the product's clock is ahead of the provider's.
        self.clock_ahead = 0.0

    @property
    def now(self) -> datetime:
        """The time by the product's clock."""
        return self.ours(self.emulator.clock.now())

    def ours(self, theirs: float) -> datetime:
        return datetime.fromtimestamp(theirs + self.clock_ahead, UTC)

    def seconds(self) -> float:
        """The seconds that have passed, whatever clock was set."""
        return float(self.emulator.clock.now())

    def set_clock_ahead(self, seconds: float) -> None:
        """Set the product's clock; the provider's goes on as before."""
        self.clock_ahead = seconds
        self.clock.move_to(self.now)

    def api(self) -> httpx.MockTransport:
        """The network on which the product's client finds the emulator."""

        def answer(request: httpx.Request) -> httpx.Response:
            answer = self.emulator.handle(
                request.method,
                str(request.url),
                dict(request.headers),
                request.read(),
            )
            if answer.is_lost:
                raise httpx.ReadTimeout("the answer was lost", request=request)
            return httpx.Response(
                answer.status, headers=answer.headers, content=answer.body
            )

        return httpx.MockTransport(answer)

    def receive(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """Put a webhook through the door; return its HTTP status."""
        if not self.is_running:
            raise ConnectionRefusedError("nothing listens")
        if self.clock_ahead:
            # The emulator signs by the clock of this process, which is the product's.
            theirs = int(self.emulator.clock.now())
            headers = headers | self.emulator.signer.headers(theirs, body)
        scope = {
            "type": "http",
            "method": "POST",
            "headers": [
                (name.lower().encode(), value.encode())
                for name, value in headers.items()
            ],
        }
        statuses: list[int] = []

        async def hand_in() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def take(message: dict[str, Any]) -> None:
            statuses.append(message.get("status", 0))

        async_to_sync(door.webhook_door)(scope, hand_in, take)
        return statuses[0]

    def control(self, path: str, **given: Any) -> Any:
        """Use the emulator's own API (emulator/README.md): POST, or GET without data."""
        method = "POST" if given else "GET"
        body = json.dumps(given).encode() if given else b""
        answer = self.emulator.handle(method, f"/_emulator/{path}", {}, body)
        assert answer.status == 200, answer.json()
        return answer.json()

    def call_in(self, to: str, *, from_: str = "+15557770001", **person: Any) -> str:
        """Let Carl call; return the call_control_id of his leg.

        `person` may say caller_name, patience_secs and talk_secs.
        """
        person.setdefault("caller_name", "Carl")
        ids = self.control("inbound_calls", **{"from": from_, "to": to}, **person)
        return str(ids["call_control_id"])

    def act(self, call_control_id: str, deed: str, **given: Any) -> None:
        """Be the person at the far end: answer, decline, hangup, dtmf, hold, unhold."""
        self.control(f"calls/{call_control_id}/{deed}", **given or {"digits": ""})

    def script(self, address: str, **script: Any) -> None:
        """Say what a dialled address does: behaviour, after_secs, talk_secs."""
        self.control("callees", address=address, **script)

    def weather(self, **webhooks: Any) -> None:
        """Let webhooks go wrong: duplicate, delay, reorder, drop, simultaneous."""
        self.control("faults", webhooks=webhooks)

    def truth(self) -> Any:
        """Return what is the case at the provider now."""
        return self.control("world")

    def commands(self, operation: str) -> list[dict[str, Any]]:
        """Return what the emulator was told to do, e.g. "calls.bridge", oldest first."""
        entries = self.control("journal")["entries"]
        return [entry for entry in entries if entry.get("operation") == operation]

    def run(self, seconds: float = 1.0) -> None:
        """Let time pass, and everything happen that falls due in it."""
        until = self.emulator.clock.now() + seconds
        while True:
            self.settle()
            if self.emulator.clock.now() >= until:
                return
            self.step(until)

    def run_until(self, happened: Callable[[], object], *, within: float = 30) -> None:
        """Let time pass until it happened; fail when it does not in `within` seconds."""
        until = self.emulator.clock.now() + within
        self.settle()
        while not happened():
            assert self.emulator.clock.now() < until, f"not within {within} s"
            self.step(until)
            self.settle()

    def step(self, until: float) -> None:
        now = self.emulator.clock.now()
        due = [
            self.emulator.clock.next_due() or until,
            *[one.due for one in self.bells],
        ]
        self.move(min(until, max(min(due), now + 0.001), now + LONGEST_STEP))

    def move(self, when: float) -> None:
        self.clock.move_to(self.ours(when))
        self.emulator.advance(when - self.emulator.clock.now())

    def settle(self) -> None:
        """Do everything that is due at this very moment, on both sides."""
        if not self.is_running:
            self.emulator.advance(0)
            return
        self.sweep()
        is_busy = True
        while is_busy:
            self.emulator.advance(0)
            applied = applier.drain(now=self.now, largest_run=self.largest_run)
            is_busy = bool(self.answer_bells() or applied)

    def stop(self) -> None:
        """End the product's process: what its own broker held is gone with it."""
        self.is_running = False
        self.bells.clear()

    def start(self) -> None:
        """Start it again; beat rings each task for the first time after its interval."""
        self.is_running = True
        now = self.emulator.clock.now()
        self.swept_at = {
            beat["task"]: now for beat in celery.conf.beat_schedule.values()
        }

    def ring(self, task: Any, args: Any = (), countdown: float | None = None) -> None:
        """Take the place of Celery's broker."""
        due = self.emulator.clock.now() + (countdown or 0)
        self.bells.append(Bell(due, task, tuple(args)))

    def answer_bells(self) -> int:
        """Run the tasks that were rung for and are due; return how many."""
        now = self.emulator.clock.now()
        due = [bell for bell in self.bells if bell.due <= now]
        self.bells = [bell for bell in self.bells if bell.due > now]
        for bell in due:
            bell.task.run(*bell.args)
        return len(due)

    def sweep(self) -> None:
        """Run what beat would ring, as often as it would; note who sits at a screen."""
        now = self.emulator.clock.now()
        if now - self.noted_at >= LONGEST_STEP:
            self.noted_at = now
            note_present(self.at_screens, now=self.now)
            note_watching(now=self.now)
        for beat in celery.conf.beat_schedule.values():
            name = beat["task"]
            if now - self.swept_at.get(name, 0) >= beat["schedule"]:
                self.swept_at[name] = now
                celery.tasks[name].run()


def connect(world: World, monkeypatch: Any) -> None:
    """Make the product talk to this world's emulator, and believe its signature."""
    # What a worker does at its start: find the tasks of the apps.
    celery.loader.import_default_modules()
    monkeypatch.setattr(
        settings, "TELNYX_PUBLIC_KEYS", [world.emulator.signer.public_key]
    )
    monkeypatch.setattr(door, "committer", SameThread())
    monkeypatch.setattr(Task, "apply_async", ring_in(world))
    download.configure(world.api())
    client.configure(
        settings.TELNYX_API_KEY,
        settings.TELNYX_BASE_URL,
        world.api(),
        RequestBudget(clock=world.seconds),
    )


def ring_in(world: World) -> Callable[..., None]:
    def apply_async(
        task: Any, args: Any = (), countdown: float | None = None, **options: Any
    ) -> None:
        world.ring(task, args or (), countdown)

    return apply_async


def disconnect() -> None:
    client.configure(settings.TELNYX_API_KEY, settings.TELNYX_BASE_URL)
    download.configure(None)
