"""A lane of its own for whoever signs in, so that no flood of them takes the floor down.

Checking a password keeps a processor busy for a good part of a second, on purpose. One is
checked at a time, beside the places that pages have, and each address has its turn: who
posts hundreds waits behind themselves, not before everybody else.
"""

import asyncio
from collections import OrderedDict, deque
from typing import Any

from contactcenter.concurrency import Application, Receive, Scope, Send, turn_away

# Everything below this address that is posted may have to do with a password.
PATH = "/accounts/"
SIGN_OUT = "/accounts/logout/"
# An office may come to work behind one address, within one minute.
MOST_OF_ADDRESS = 20
MOST_WAITING = 200
# Nobody waits for longer with a page that says nothing.
PATIENCE_SECS = 10.0
# An answer at once would be followed by the next try at once.
TURNED_AWAY_AFTER_SECS = 10.0
# After a try that failed the lane rests, so that a flood of them leaves the processors to
# others; who signs in as they should is followed at once.
REST_SECS = 0.5


def is_signing_in(scope: Scope) -> bool:
    """Whether a request takes the lane: it may end in checking a password."""
    path: str = scope["path"]
    return scope["method"] == "POST" and path.startswith(PATH) and path != SIGN_OUT


class SignInLane:
    """Lets one request at a time through to `application`, an address after the other.

    Who would wait for too long, or behind too many, is answered 503.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.is_taken = False
        # Addresses in the order of their turns, with who of them waits.
        self.waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = str((scope.get("client") or [""])[0])
        if not await self._turn(address):
            await turn_away(send)
            return
        outcome = Outcome(send)
        try:
            await self.application(scope, receive, outcome.send)
        finally:
            if outcome.was_sent_on:
                self._next()
            else:
                asyncio.get_running_loop().call_later(REST_SECS, self._next)

    async def _turn(self, address: str) -> bool:
        """Wait for a turn, which the caller has then; return whether it came in time."""
        if not self.is_taken:
            self.is_taken = True
            return True
        mine = self.waiting.get(address, deque())
        if len(mine) >= MOST_OF_ADDRESS or self._count() >= MOST_WAITING:
            await asyncio.sleep(TURNED_AWAY_AFTER_SECS)
            return False
        turn = asyncio.get_running_loop().create_future()
        mine.append(turn)
        self.waiting.setdefault(address, mine)
        try:
            await asyncio.wait_for(asyncio.shield(turn), PATIENCE_SECS)
        except TimeoutError:
            return self._has_come(address, turn)
        except asyncio.CancelledError:
            if self._has_come(address, turn):
                self._next()
            raise
        return True

    def _has_come(self, address: str, turn: "asyncio.Future[None]") -> bool:
        """Leave the queue; return whether the turn has come at the last moment."""
        if turn.done():
            return True
        mine = self.waiting[address]
        mine.remove(turn)
        if not mine:
            del self.waiting[address]
        return False

    def _next(self) -> None:
        """Hand the lane to the address whose turn it is; it goes to the end of the line."""
        if not self.waiting:
            self.is_taken = False
            return
        address, mine = self.waiting.popitem(last=False)
        mine.popleft().set_result(None)
        if mine:
            self.waiting[address] = mine

    def _count(self) -> int:
        return sum(map(len, self.waiting.values()))


class Outcome:
    """Sends an answer on, and remembers whether it was a redirect, as after signing in."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.was_sent_on = False

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.was_sent_on = 300 <= message["status"] < 400
        await self._send(message)
