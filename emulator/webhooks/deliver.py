"""Delivery of webhooks: attempts, retries, failover, and the faults on the way.

Each attempt is signed anew. An attempt is handed to a transport, which reports the
outcome whenever it has one; this module only decides what comes next.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from emulator.clock import Clock, Timer
from emulator.faults.book import Faults
from emulator.faults.deliveries import WebhookFault
from emulator.settings import Settings
from emulator.times import stamp
from emulator.webhooks.build import Webhook, as_version_1
from emulator.webhooks.sign import Signer
from emulator.world.account import Connection


@dataclass(frozen=True)
class Attempt:
    """One HTTP request to be made."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    timeout_secs: float


Outcome = int | str
"""An HTTP status, or in words why there is none."""


class Transport(Protocol):
    """Makes the request and calls ``done`` once, now or later."""

    def send(self, attempt: Attempt, done: Callable[[Outcome], None]) -> None: ...


@dataclass
class Destination:
    """One URL and how many attempts it gets."""

    url: str
    method: str
    gaps_secs: list[float]


@dataclass
class Delivery:
    """One webhook on its way."""

    webhook: Webhook
    destinations: list[Destination]
    timeout_secs: float
    version: str
    entry: dict[str, Any]
    at_destination: int = 0
    tried_here: int = 0
    attempts: int = 0
    started_here: float = 0.0


class Deliverer:
    """Sends every webhook to where its leg or conference says."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        signer: Signer,
        transport: Transport,
    ) -> None:
        self.faults = Faults()
        self.open_deliveries = 0
        self.settings = settings
        self._clock = clock
        self._signer = signer
        self._transport = transport
        self._held: list[Callable[[], None]] = []
        self._release: Timer | None = None

    def deliver(self, webhook: Webhook, entry: dict[str, Any]) -> None:
        """Plan the first attempt; ``entry`` is the journal's, which gets the rest."""
        delivery = self._plan(webhook, entry)
        if not delivery.destinations:
            entry["deliveries"].append({"outcome": "no webhook URL"})
            return
        if self._striking("drop", webhook):
            entry["deliveries"].append({"outcome": "dropped by fault"})
            return
        self._launch(delivery)
        duplicate = self._striking("duplicate", webhook)
        if duplicate is not None:
            entry["duplicated"] = True
            copy = self._plan(webhook, entry)
            self._start_after(copy, duplicate.secs())

    def _striking(self, kind: str, webhook: Webhook) -> WebhookFault | None:
        leg = webhook.payload.get("call_control_id")
        now = self._clock.now()
        return self.faults.striking(kind, webhook.event_type, leg, now)

    def _launch(self, delivery: Delivery) -> None:
        together = self._striking("simultaneous", delivery.webhook)
        if together is not None:
            delivery.entry["held_for_simultaneous"] = True
            self._hold(delivery, together.max_secs)
            return
        delay = 0.0
        for kind in ("delay", "reorder"):
            fault = self._striking(kind, delivery.webhook)
            if fault is not None:
                delay += fault.secs()
        if delay:
            delivery.entry["delayed_secs"] = round(delay, 3)
        self._start_after(delivery, delay)

    def _hold(self, delivery: Delivery, window_secs: float) -> None:
        """Collect events and let all of them go in the same instant."""
        self.open_deliveries += 1
        self._held.append(lambda: self._attempt(delivery))
        if self._release is None:
            self._release = self._clock.after(window_secs, self._let_go)

    def _let_go(self) -> None:
        held, self._held, self._release = self._held, [], None
        for start in held:
            start()

    def _start_after(self, delivery: Delivery, delay: float) -> None:
        self.open_deliveries += 1
        self._clock.after(
            self.settings.webhook_latency_secs + delay,
            lambda: self._attempt(delivery),
        )

    def _attempt(self, delivery: Delivery) -> None:
        now = self._clock.now()
        if delivery.tried_here == 0:
            delivery.started_here = now
        delivery.tried_here += 1
        delivery.attempts += 1
        destination = delivery.destinations[delivery.at_destination]
        attempt = self._signed(delivery, destination)
        log = {
            "attempt": delivery.attempts,
            "at": stamp(now),
            "url": destination.url,
            "status": None,
            "outcome": "sent",
        }
        delivery.entry["deliveries"].append(log)
        if self._striking("fail", delivery.webhook):
            self._attempted(delivery, log, "failed by fault")
            return
        self._transport.send(
            attempt, lambda outcome: self._attempted(delivery, log, outcome)
        )

    def _signed(self, delivery: Delivery, destination: Destination) -> Attempt:
        webhook = delivery.webhook
        if delivery.version == "1":
            content = as_version_1(webhook, self.settings)
        else:
            content = {
                **webhook.content,
                "meta": {
                    "attempt": delivery.attempts,
                    "delivered_to": destination.url,
                },
            }
        url, body = destination.url, json.dumps(content).encode()
        if destination.method == "GET":
            joint = "&" if "?" in url else "?"
            url, body = f"{url}{joint}{urlencode(_flat(content))}", b""
        # A clock that runs is the emulator's own, whatever is done to the machine's.
        wall = self.settings.sign_with_wall_clock and self._clock.manual
        true_time = time.time() if wall else self._clock.now()
        timestamp = int(true_time + self.faults.skew_secs)
        headers = {
            "content-type": "application/json",
            "user-agent": "telnyx-webhooks",
            **self._signer.headers(timestamp, body),
        }
        return Attempt(destination.method, url, headers, body, delivery.timeout_secs)

    def _attempted(
        self, delivery: Delivery, log: dict[str, Any], outcome: Outcome
    ) -> None:
        is_status = isinstance(outcome, int)
        is_success = isinstance(outcome, int) and 200 <= outcome < 300
        log["status"] = outcome if is_status else None
        log["outcome"] = "delivered" if is_success else "failed"
        if not is_status:
            log["error"] = outcome
        if is_success:
            self.open_deliveries -= 1
            return
        is_final_here = (
            isinstance(outcome, int)
            and 400 <= outcome < 500
            and outcome not in {408, 429}
        )
        self._try_again(delivery, is_final_here=is_final_here)

    def _try_again(self, delivery: Delivery, *, is_final_here: bool) -> None:
        gaps = delivery.destinations[delivery.at_destination].gaps_secs
        if delivery.tried_here < len(gaps) and not is_final_here:
            due = delivery.started_here + gaps[delivery.tried_here]
            wait = max(due - self._clock.now(), 0.0)
            self._clock.after(wait, lambda: self._attempt(delivery))
            return
        allowed = not is_final_here or self.settings.failover_after_client_error
        if allowed and delivery.at_destination + 1 < len(delivery.destinations):
            delivery.at_destination += 1
            delivery.tried_here = 0
            self._clock.after(0.0, lambda: self._attempt(delivery))
            return
        self.open_deliveries -= 1
        delivery.entry["gave_up"] = True

    def _plan(self, webhook: Webhook, entry: dict[str, Any]) -> Delivery:
        connection = self._connection(webhook)
        timeout = connection.webhook_timeout_secs
        return Delivery(
            webhook,
            self._destinations(webhook, connection),
            timeout or self.settings.webhook_timeout_secs,
            connection.webhook_version,
            entry,
        )

    def _connection(self, webhook: Webhook) -> Connection:
        if webhook.leg is not None:
            return webhook.leg.connection
        if webhook.conference is None:
            raise AssertionError("a webhook belongs to a leg or to a conference")
        return webhook.conference.connection

    def _destinations(
        self, webhook: Webhook, connection: Connection
    ) -> list[Destination]:
        leg = webhook.leg or (webhook.conference and webhook.conference.creator)
        gap = self.settings.webhook_retry_secs
        gaps = [gap * tried for tried in range(self.settings.webhook_attempts)]
        urls = [(connection.webhook_url, "POST"), (connection.failover_url, "POST")]
        if leg:
            override = leg.webhooks
            if webhook.event_type in override.retries_ms:
                gaps = _offsets(override.retries_ms[webhook.event_type])
            if webhook.event_type in override.urls:
                method = override.urls_method
                own = override.urls[webhook.event_type]
                urls[: len(own)] = [(url, method) for url in own]
            elif override.url:
                urls[0] = (override.url, override.method)
        return [Destination(url, method, gaps) for url, method in urls if url]


def _offsets(retries_ms: list[int]) -> list[float]:
    """Delays between retries as offsets from the first attempt."""
    offsets = [0.0]
    for delay in retries_ms:
        offsets.append(offsets[-1] + delay / 1000)
    return offsets


def _flat(content: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Nested JSON as query parameters: ``data[payload][from]=…``."""
    if isinstance(content, dict):
        return [
            pair
            for key, value in content.items()
            for pair in _flat(value, f"{prefix}[{key}]" if prefix else key)
        ]
    if isinstance(content, list):
        return [pair for one in content for pair in _flat(one, f"{prefix}[]")]
    return [(prefix, "" if content is None else str(content))]
