"""Ring the channel layer from any thread.

A layer belongs to an event loop. In a web process that is the server's loop, and the
in-memory layer works nowhere else; a worker process gets a small loop of its own. Rings
that come while one is being sent are sent together, so a slow layer is never flooded.
"""

import asyncio
import logging
import threading
from concurrent.futures import Future
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

# Every web process listens to this one group.
GROUP = "live"
# A message that names more topics than this names none: everything may have changed.
MANY = 40
SECONDS_TO_SEND = 5

_lock = threading.Lock()
_waiting: set[str] = set()
_is_sending = False
_server_loop: asyncio.AbstractEventLoop | None = None
_own_loop: asyncio.AbstractEventLoop | None = None


def attach(loop: asyncio.AbstractEventLoop) -> None:
    """Send from the server's loop from now on."""
    global _server_loop
    _server_loop = loop


def forget() -> None:
    """Ring nobody any more: the server's loop has ended."""
    global _server_loop, _is_sending
    _server_loop = None
    _is_sending = False
    _waiting.clear()


def ring(topics: set[str]) -> None:
    """Send the names of `topics` to every web process, without waiting for it."""
    global _is_sending
    loop = sending_loop()
    if loop is None or not topics:
        return
    with _lock:
        _waiting.update(topics)
        if _is_sending:
            return
        _is_sending = True
    asyncio.run_coroutine_threadsafe(send_waiting(), loop).add_done_callback(
        log_failure
    )


async def send_waiting() -> None:
    global _is_sending
    while True:
        with _lock:
            topics = sorted(_waiting)
            _waiting.clear()
            if not topics:
                _is_sending = False
                return
        await send(topics)


async def send(topics: list[str]) -> None:
    message = {"type": "changed", "topics": topics if len(topics) <= MANY else []}
    try:
        async with asyncio.timeout(SECONDS_TO_SEND):
            await layer().group_send(GROUP, message)
    except Exception as error:
        logger.warning("The channel layer did not take a message: %r", error)


def layer() -> Any:
    """Return the channel layer of the settings; each loop has its own inside it."""
    return get_channel_layer()


def sending_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop to send from, None when nobody could hear it."""
    if _server_loop is not None and _server_loop.is_running():
        return _server_loop
    if isinstance(layer(), InMemoryChannelLayer):
        return None
    return own_loop()


def own_loop() -> asyncio.AbstractEventLoop:
    global _own_loop
    with _lock:
        if _own_loop is None:
            _own_loop = asyncio.new_event_loop()
            threading.Thread(
                target=_own_loop.run_forever, name="doorbell", daemon=True
            ).start()
        return _own_loop


def log_failure(future: Future[None]) -> None:
    global _is_sending
    if future.cancelled() or future.exception() is not None:
        with _lock:
            _is_sending = False
        logger.warning("A message to the screens was lost: %r", future)
