"""The one WebSocket of a screen: HTML comes down, commands go up by POST.

A refusal is sent after the handshake is accepted: a browser learns the code of a close,
but of a refused handshake only that it failed, and would try for ever.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.urls import path

from live import hub as hubs
from live.admission import NOT_ALLOWED, Denied
from live.sockets import COME_BACK, Send, Socket

logger = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]
Scope = dict[str, Any]


async def screen_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one screen from the handshake to the close."""
    await receive()
    hub = hubs.current()
    address = scope["url_route"]["kwargs"]
    session_key = scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
    try:
        ticket = await hub.admit(session_key, address["screen"], address.get("pk"))
    except Denied as denied:
        await turn_away(send, denied.code)
        return
    await send({"type": "websocket.accept"})
    socket = Socket(ticket, send, hub.loop.time)
    hub.join(socket)
    writer = asyncio.create_task(write(socket, send))
    try:
        await listen(socket, receive)
    finally:
        hub.leave(socket)
        writer.cancel()


async def write(socket: Socket, send: Send) -> None:
    """Close the screen when it cannot be written to: it must not stay open and deaf."""
    try:
        await socket.write()
    except Exception:
        logger.exception("A screen of user %d was cut off", socket.ticket.user_pk)
        await send({"type": "websocket.close", "code": COME_BACK})


async def listen(socket: Socket, receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        socket.hear(message.get("text"))


async def turn_away(send: Send, code: int) -> None:
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})


async def unknown_address(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await turn_away(send, NOT_ALLOWED)


# The types of Django know views here, and nothing else.
route: Any = path
routes = [
    route("live/<slug:screen>/", screen_socket),
    route("live/<slug:screen>/<int:pk>/", screen_socket),
    route("<path:unknown>", unknown_address),
]
application = OriginValidator(
    CookieMiddleware(URLRouter(routes)), settings.LIVE_ORIGINS
)
