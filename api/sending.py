"""Sending what is due: to each endpoint for a little while, then to the next."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

import httpx

from api.actions import hooks
from api.hooks.signing import headers
from api.models import Endpoint, Message
from links.errors import LinkError
from links.opening import Rules, sent
from logs.context import about

logger = logging.getLogger(__name__)

ANYWHERE = Rules(hosts=("*",), seconds=10)
# One that is slow must not keep the others waiting.
SECONDS_EACH = 15.0
Clock = Callable[[], datetime]


class _Way:
    """How the network is reached; tests put a server of their own in its place."""

    transport: httpx.BaseTransport | None = None


def configure(transport: httpx.BaseTransport | None) -> None:
    _Way.transport = transport


def send_due(*, clock: Clock) -> int:
    """Send what is due to every endpoint; return how many messages were taken."""
    endpoints = Endpoint.objects.filter(switched_off_at=None)
    return sum(_send_to(endpoint, clock) for endpoint in endpoints)


def _send_to(endpoint: Endpoint, clock: Clock) -> int:
    """Stop at the first that is not taken: the next ones would not be either."""
    until = time.monotonic() + SECONDS_EACH
    taken = 0
    while time.monotonic() < until:
        message = hooks.claim(endpoint, now=clock())
        if message is None or not _send(endpoint, message, clock):
            break
        taken += 1
    return taken


def _send(endpoint: Endpoint, message: Message, clock: Clock) -> bool:
    body = message.body.encode()
    second = int(clock().timestamp())
    signed = headers(endpoint.secret, message.message_id, second, body)
    with about(message=message.message_id):
        try:
            status = sent(endpoint.url, body, signed, ANYWHERE, _Way.transport)
        except LinkError as error:
            is_taken, answer = False, str(error)
        else:
            is_taken, answer = 200 <= status < 300, str(status)
        logger.info("%s: %s", message.kind, answer)
    note = hooks.note_taken if is_taken else hooks.note_not_taken
    note(message, answer, now=clock())
    return is_taken
