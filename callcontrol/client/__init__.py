"""Telnyx's HTTP API: one explicit method for each operation; imports nothing of Django.

    client.calls.answer(call_control_id, client_state="…")
    client.conferences.participants(conference_id)

Parameters have Telnyx's own names. Every method raises callcontrol.errors.TelnyxError.
"""

import os
import threading
from dataclasses import dataclass

import httpx

from callcontrol.client.account import Applications, PhoneNumbers
from callcontrol.client.bucket import RequestBudget, Urgency
from callcontrol.client.calls import Calls
from callcontrol.client.conferences import Conferences
from callcontrol.client.credentials import CredentialConnections, TelephonyCredentials
from callcontrol.client.queues import Queues
from callcontrol.client.recordings import Recordings
from callcontrol.client.transport import Transport

__all__ = ["TelnyxClient", "Urgency", "configure", "telnyx"]


class TelnyxClient:
    def __init__(
        self,
        api_key: str,
        base_url: str,
        transport: httpx.BaseTransport | None = None,
        budget: RequestBudget | None = None,
    ) -> None:
        self._transport = Transport(
            api_key, base_url, transport=transport, budget=budget
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


class _Process:
    """The client of this process: a forked child must not share its sockets."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.account: _Account | None = None
        self.client: TelnyxClient | None = None
        self.pid = 0


_process = _Process()


def configure(
    api_key: str, base_url: str, transport: httpx.BaseTransport | None = None
) -> None:
    """Say which account telnyx() speaks for; a later call replaces it."""
    with _process.lock:
        _process.account = _Account(api_key, base_url, transport)
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
            raise RuntimeError("callcontrol.client.configure() was not called")
        if _process.client is None or _process.pid != os.getpid():
            account = _process.account
            _process.client = TelnyxClient(
                account.api_key, account.base_url, account.transport
            )
            _process.pid = os.getpid()
        return _process.client
