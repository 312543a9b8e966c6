"""Telnyx's HTTP API: one explicit method for each operation; imports nothing of Django.

    client.calls.answer(call_control_id, client_state="…")
    client.conferences.participants(conference_id)

Parameters have Telnyx's own names. Every method raises provider.errors.TelnyxError.
"""

import os
import threading
from dataclasses import dataclass

import httpx

from provider.client.account import Applications, PhoneNumbers
from provider.client.bucket import RequestBudget, Urgency
from provider.client.calls import Calls
from provider.client.conferences import Conferences
from provider.client.credentials import CredentialConnections, TelephonyCredentials
from provider.client.queues import Queues
from provider.client.recordings import Recordings
from provider.client.transport import (
    Clock,
    Exchange,
    Transport,
    Watcher,
    system_time,
)

__all__ = ["Exchange", "TelnyxClient", "Urgency", "configure", "telnyx", "watch_with"]


class TelnyxClient:
    def __init__(
        self,
        api_key: str,
        base_url: str,
        transport: httpx.BaseTransport | None = None,
        budget: RequestBudget | None = None,
        watcher: Watcher | None = None,
        now: Clock = system_time,
    ) -> None:
        self._transport = Transport(
            api_key,
            base_url,
            transport=transport,
            budget=budget,
            watcher=watcher,
            now=now,
        )
        self.calls = Calls(self._transport)
        self.conferences = Conferences(self._transport)
        self.queues = Queues(self._transport)
        self.recordings = Recordings(self._transport)
        self.applications = Applications(self._transport)
        self.phone_numbers = PhoneNumbers(self._transport)
        self.credential_connections = CredentialConnections(self._transport)
        self.telephony_credentials = TelephonyCredentials(self._transport)

    def close(self) -> None:
        self._transport.close()


@dataclass(frozen=True)
class _Account:
    api_key: str
    base_url: str
    transport: httpx.BaseTransport | None
    budget: RequestBudget | None


class _Process:
    """The client of this process: a forked child must not share its sockets."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.account: _Account | None = None
        self.watcher: Watcher | None = None
        self.now: Clock = system_time
        self.client: TelnyxClient | None = None
        self.pid = 0


_process = _Process()


def configure(
    api_key: str,
    base_url: str,
    transport: httpx.BaseTransport | None = None,
    budget: RequestBudget | None = None,
) -> None:
    """Say which account telnyx() speaks for; a later call replaces it."""
    with _process.lock:
        _process.account = _Account(api_key, base_url, transport, budget)
        _process.client = None


def watch_with(watcher: Watcher | None, *, now: Clock = system_time) -> None:
    """Have every exchange of telnyx() told to `watcher`, whatever account it is of.

    `now` is the clock that its times are told by.
    """
    with _process.lock:
        _process.watcher = watcher
        _process.now = now
        _process.client = None


def telnyx() -> TelnyxClient:
    """Return the client of this process, made on first use after a fork.

    Raises RuntimeError before configure().
    """
    client = _process.client
    if client is not None and _process.pid == os.getpid():
        return client
    with _process.lock:
        if _process.account is None:
            raise RuntimeError("provider.client.configure() was not called")
        if _process.client is None or _process.pid != os.getpid():
            account = _process.account
            _process.client = TelnyxClient(
                account.api_key,
                account.base_url,
                account.transport,
                account.budget,
                watcher=_process.watcher,
                now=_process.now,
            )
            _process.pid = os.getpid()
        return _process.client
