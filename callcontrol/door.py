"""POST /webhooks/telnyx/: the one public address, below Django's request handler.

200 means committed, also for what came before; 401 that Telnyx did not sign it: it is
counted, and nothing of it is kept; 413 too large; 503 trouble of ours, so that Telnyx tries again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from callcontrol import applier
from callcontrol.committer import Committer
from callcontrol.inbox import Delivery
from callcontrol.refusals import refusals
from live import clock
from logs.figures import Timed
from provider.errors import SignatureError, StaleTimestamp
from provider.signature import Verifier

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

WEBHOOK_PATH = "/webhooks/telnyx/"
LARGEST_BODY = 64 * 1024
# More than this waiting for a commit means that the database does not keep up.
LARGEST_BACKLOG = 2000
# Telnyx gives up after two seconds and asks again (Telnyx: Voice API webhooks).
SECONDS_TO_STORE = 1.8

DOOR = Timed("door", "From a webhook's head to the answer, by the answer.", "answer")
committer = Committer(on_stored=applier.submit)


async def webhook_door(scope: Scope, receive: Receive, send: Send) -> None:
    """Take one webhook; an ASGI application for HTTP requests."""
    started = time.monotonic()
    status = await _status_for(scope, receive)
    DOOR.note(time.monotonic() - started, str(status))
    await _answer(send, status)


async def _status_for(scope: Scope, receive: Receive) -> int:
    if scope["method"] != "POST":
        return 405
    body = await _body(scope, receive)
    if body is None:
        return 413
    try:
        delivery = _verified(scope, body)
    except SignatureError as error:
        logger.info("A webhook was refused: %s", error)
        refusals.count(str(error), now=clock.now())
        refusals.write_soon()
        return 401
    except (ValueError, OSError):
        logger.exception("Webhooks cannot be verified")
        return 503
    if committer.backlog > LARGEST_BACKLOG:
        return 503
    try:
        async with asyncio.timeout(SECONDS_TO_STORE):
            return 200 if await committer.put(delivery) else 503
    except TimeoutError:
        return 503


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the body, None when it is larger than any webhook."""
    length = _header(scope, b"content-length")
    if length is not None and (not length.isdigit() or int(length) > LARGEST_BODY):
        return None
    parts = []
    size = 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _verified(scope: Scope, body: bytes) -> Delivery:
    timestamp = _header(scope, b"telnyx-timestamp") or b""
    signature = _header(scope, b"telnyx-signature-ed25519") or b""
    is_stale = not any(
        _is_fresh(timestamp, signature, body, now)
        # Right after the system's clock was set, only one of the two is right.
        for now in (time.time(), clock.now().timestamp())
    )
    if is_stale:
        logger.warning("A webhook with the timestamp %r is quarantined", timestamp)
    return Delivery(
        raw=body,
        signature=signature.decode(),
        signed_at=timestamp.decode(),
        received_at=clock.now(),
        is_stale=is_stale,
    )


def _is_fresh(timestamp: bytes, signature: bytes, body: bytes, now: float) -> bool:
    """Say whether it was signed lately; raises SignatureError when it was not signed."""
    try:
        verifier().verify(timestamp=timestamp, signature=signature, body=body, now=now)
    except StaleTimestamp:
        return False
    return True


def _header(scope: Scope, name: bytes) -> bytes | None:
    """Return a header that is there exactly once; one that is repeated is no header."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[0] if len(found) == 1 else None


_verifiers: dict[tuple[str, ...], Verifier] = {}


def verifier() -> Verifier:
    """Return the verifier for the keys in the settings.

    Raises ValueError when none is set: the door is shut then, not open.
    """
    keys = tuple(settings.TELNYX_PUBLIC_KEYS)
    if keys not in _verifiers:
        _verifiers[keys] = Verifier(keys)
    return _verifiers[keys]


async def _answer(send: Send, status: int) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-length", b"0")],
        }
    )
    await send({"type": "http.response.body", "body": b""})
