"""What runs behind the emulator's doors: the account, its world, its people, its webhooks.

``advance`` moves the manual clock. It may be called from several threads; webhooks are
sent outside the lock, so a receiver may call back.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from emulator.clock import Clock, ManualClock
from emulator.faults.book import Faults
from emulator.journal import Journal
from emulator.media.links import Links
from emulator.messages import Message, Reset
from emulator.people.crowd import Crowd
from emulator.people.traffic import Traffic
from emulator.settings import Settings
from emulator.times import stamp, stamp_micros
from emulator.webhooks.build import build
from emulator.webhooks.deliver import Attempt, Deliverer, Outcome, Transport
from emulator.webhooks.sign import Signer
from emulator.world.account import PhoneNumber
from emulator.world.captures import Capture, captures_of, over
from emulator.world.hearing import Plan, plans_of
from emulator.world.model import Event, World
from emulator.world.watch import Subscriber, Watch

LOG = logging.getLogger(__name__)
Sender = Callable[[str, dict[str, str], bytes], int]
"""Posts a webhook (url, headers, body) and returns the HTTP status."""


def ignored(message: Message) -> None:
    """Where messages go while there is no media process."""


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


class Engine:
    """An account, its world, the people in it, and its webhooks, without any door.

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
        self._started_with = self.settings = settings or Settings()
        self.clock = clock or ManualClock()
        self.signer = Signer(signing_seed)
        self.lock = threading.RLock()
        self.failures = 0
        self.gateway_url: str | None = None
        self.captured_folder: Path | None = None
        self._send_media: Callable[[Message], None] = ignored
        self.hearing = Watch(plans_of, Plan)
        self.capturing = Watch(captures_of, over)
        self._local = SenderTransport(sender or (lambda *_: 200))
        self.transport = transport or self._local
        self.links = Links(
            self.settings.base_url,
            self.signer.public_key.encode(),
            self.settings.download_url_secs,
            self.clock,
        )
        self.reset()

    def reset(self) -> None:
        """Put back the seeded account: numbers without applications, nothing else."""
        with self.lock:
            self.clock.clear()
            self._local.waiting.clear()
            self.settings = self._started_with
            self.journal = Journal(self.settings.journal_entries)
            self.send(Reset())
            self.crowd = Crowd(self.settings, self.send)
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
            self.look()

    def on_hearing(self, subscriber: Subscriber[Plan]) -> Callable[[], None]:
        """Tell ``subscriber`` what every far party hears, now and at each change.

        It is called inside the lock. Returns the function that ends it.
        """
        with self.lock:
            return self.hearing.subscribe(self.world, subscriber)

    def on_capturing(self, subscriber: Subscriber[Capture]) -> Callable[[], None]:
        """As ``on_hearing``, of what the running recordings take."""
        with self.lock:
            return self.capturing.subscribe(self.world, subscriber)

    def look(self) -> None:
        """Tell subscribers what has changed. Everything that happens ends with this."""
        self.hearing.look(self.world)
        self.capturing.look(self.world)

    def connect_browsers(
        self, send: Callable[[Message], None], url: str, folder: Path
    ) -> None:
        """A media process listens at ``url``, and leaves recordings in ``folder``;
        ``send`` tells it something."""
        with self.lock:
            self._send_media, self.gateway_url = send, url
            self.captured_folder = folder

    def disconnect_browsers(self) -> None:
        """The media process is gone; scripts play everybody again."""
        with self.lock:
            self._send_media, self.gateway_url = ignored, None
            self.crowd.browsers.lose_all(self.world)
            self.look()

    def send(self, message: Message) -> None:
        """Tell the media process something, if there is one."""
        self._send_media(message)

    def told(self, message: Message) -> None:
        """Do what the media process says of its browsers."""
        with self.lock:
            try:
                self.crowd.browsers.take(self.world, message)
                self.look()
            except Exception:
                # One browser must not cut off all others.
                self.failures += 1
                LOG.exception("a message of the media process failed")

    def set_faults(self, faults: Faults) -> None:
        """Replace all faults; the account's clock jumps to its new skew."""
        self.deliverer.faults = faults
        self.world.recording_faults = faults.recordings
        self.world.list_lags = faults.lists
        self.world.skew_secs = faults.skew_secs

    def choose(self, **changes: Any) -> None:
        """Change settings from now on; a reset takes this back."""
        self.settings = replace(self.settings, **changes)
        parts = self.world, self.crowd, self.crowd.browsers, self.deliverer
        for part in parts:
            part.settings = self.settings

    def _happened(self, event: Event) -> None:
        webhook = build(event, self.world.ids.uuid(), self.settings, self.links)
        entry = self.journal.add(
            "event",
            stamp_micros(event.at),
            event_id=webhook.event_id,
            event_type=webhook.event_type,
            payload=webhook.payload,
            deliveries=[],
        )
        self.deliverer.deliver(webhook, entry)

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
            self.look()
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
                    self.look()
                except Exception:
                    # One broken plan must not stop the whole telephone world.
                    self.failures += 1
                    LOG.exception("an action of the emulator failed")

    def now_text(self) -> str:
        return stamp(self.clock.now())
