"""The emulator itself: one account, its world, its webhooks, one way in.

``handle`` answers requests, ``advance`` moves the manual clock. Both may be called from
several threads; webhooks are sent outside the lock, so a receiver may call back.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from emulator import errors
from emulator.api import OPERATIONS, Routes
from emulator.clock import Clock, ManualClock
from emulator.control.api import ControlApi
from emulator.front import Front
from emulator.http import Response, json_response
from emulator.journal import Journal
from emulator.media.files import MediaServer
from emulator.media.links import Links
from emulator.people.crowd import Crowd
from emulator.people.traffic import Traffic
from emulator.settings import Settings
from emulator.times import stamp, stamp_micros
from emulator.webhooks.build import build
from emulator.webhooks.deliver import Attempt, Deliverer, Outcome, Transport
from emulator.webhooks.sign import Signer
from emulator.world.account import PhoneNumber
from emulator.world.model import Event, World

LOG = logging.getLogger(__name__)
Sender = Callable[[str, dict[str, str], bytes], int]
"""Posts a webhook (url, headers, body) and returns the HTTP status."""


class SenderTransport:
    """Delivers through a plain function, outside the emulator's lock."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.waiting: list[tuple[Attempt, Callable[[Outcome], None]]] = []

    def send(self, attempt: Attempt, done: Callable[[Outcome], None]) -> None:
        self.waiting.append((attempt, done))

    def call(self, attempt: Attempt) -> Outcome:
        """Call the sender; an exception counts as a failed connection."""
        try:
            return self._sender(attempt.url, attempt.headers, attempt.body)
        except Exception as error:
            return f"{type(error).__name__}: {error}"


class Emulator:
    """A whole emulated account.

    ``clock`` is manual unless given. ``sender`` receives the webhooks of in-process
    use; ``transport`` replaces it for a server. ``signing_seed`` (32 bytes) makes the
    public key stable.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        sender: Sender | None = None,
        transport: Transport | None = None,
        signing_seed: bytes | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.clock = clock or ManualClock()
        self.signer = Signer(signing_seed)
        self.lock = threading.RLock()
        self.failures = 0
        self._local = SenderTransport(sender or (lambda *_: 200))
        self.transport = transport or self._local
        self.routes = Routes(OPERATIONS)
        self.links = Links(
            self.settings.base_url,
            self.signer.public_key.encode(),
            self.settings.download_url_secs,
        )
        self.reset()
        self.front = Front(self)
        self.control = ControlApi(self)
        self.media = MediaServer(self)

    def reset(self) -> None:
        """Put back the seeded account: numbers without applications, nothing else."""
        with self.lock:
            self.clock.clear()
            self._local.waiting.clear()
            self.journal = Journal(self.settings.journal_entries)
            self.crowd = Crowd(self.settings)
            self.deliverer = Deliverer(
                self.settings, self.clock, self.signer, self.transport
            )
            self.world = World(self.settings, self.clock, self.crowd, self._happened)
            self.crowd.world = self.world
            self.traffic = Traffic(self.world, self.crowd, self.settings.seed)
            now = self.clock.now()
            for phone_number in self.settings.numbers:
                number = PhoneNumber(self.world.ids.numeric(), phone_number, now, now)
                self.world.account.numbers[number.id] = number

    def _happened(self, event: Event) -> None:
        webhook = build(event, self.world.ids.uuid(), self.settings, self.links)
        entry = self.journal.add(
            "event",
            stamp_micros(event.occurred_at),
            event_id=webhook.event_id,
            event_type=webhook.event_type,
            payload=webhook.payload,
            deliveries=[],
        )
        self.deliverer.deliver(webhook, entry)

    def handle(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | str = b"",
    ) -> Response:
        """Answer one request. ``url`` is a path with query, or a whole URL."""
        raw = body.encode() if isinstance(body, str) else body
        path = _path_of(url)
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        try:
            if path.startswith("/v2/"):
                with self.lock:
                    return self.front.answer(method.upper(), path, lower, raw)
            if path.startswith("/_emulator/"):
                return self.control.answer(method.upper(), path, raw)
            return self.media.answer(method.upper(), path, lower)
        except errors.Refusal as refusal:
            return json_response(refusal.status, refusal.as_json(), refusal.headers)

    def advance(self, seconds: float = 0.0) -> None:
        """Move the manual clock, doing everything that falls due on the way.

        Webhooks are handed to the sender in order of their time; what the receiver
        commands meanwhile happens at that time.
        """
        until = self.clock.now() + seconds
        while self.step(until):
            pass

    def step(self, until: float) -> bool:
        """Do the next thing due by ``until`` on the manual clock, if there is one.

        Without one the clock moves to ``until`` and the answer is False.
        """
        if not isinstance(self.clock, ManualClock):
            raise TypeError("only the manual clock can be moved")
        with self.lock:
            timer = self.clock.pop_due(until)
            if timer is None:
                self.clock.move_to(until)
                return False
            self.clock.move_to(timer.when)
            timer.action()
            sending, self._local.waiting = self._local.waiting, []
        for attempt, done in sending:
            outcome = self._local.call(attempt)
            with self.lock:
                done(outcome)
        return True

    def run_due(self) -> None:
        """Do everything that is due by the real clock."""
        with self.lock:
            while (timer := self.clock.pop_due(self.clock.now())) is not None:
                try:
                    timer.action()
                except Exception:
                    # One broken plan must not stop the whole telephone world.
                    self.failures += 1
                    LOG.exception("an action of the emulator failed")

    def now_text(self) -> str:
        return stamp(self.clock.now())


def _path_of(url: str) -> str:
    """Path and query of ``url``, still percent-encoded."""
    if "://" not in url:
        return url
    rest = url.split("://", 1)[1]
    return "/" + rest.split("/", 1)[1] if "/" in rest else "/"
