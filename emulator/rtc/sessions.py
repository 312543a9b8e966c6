"""Who is logged in: a session outlives its socket, so that a call does too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from uuid import uuid4

from emulator.rtc.calls import Call
from emulator.rtc.channel import Channel, Fields

REGISTRATION_GRACE_SECS = 5.0
CALL_GRACE_SECS = 30.0
"""After the socket closed: a page that is loaded anew, or a network that comes back,
takes the session up again. A tab that dies says nothing."""


class Session:
    """One login of one browser."""

    def __init__(self, username: str, states: list[str]) -> None:
        self.id = str(uuid4())
        self.username = username
        self.states = list(states) or ["REGED"]
        self.channel: Channel | None = None
        self.calls: dict[str, Call] = {}
        self._lapses: list[asyncio.TimerHandle] = []

    def next_state(self) -> str:
        """The gateway state to be told now; the last one stays."""
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def attach(self, channel: Channel) -> None:
        self.channel = channel
        for timer in self._lapses:
            timer.cancel()
        self._lapses.clear()

    def detach(
        self, unregister: Callable[[Session], None], end: Callable[[Session], None]
    ) -> None:
        """The socket is gone; do these things unless the browser comes back in time."""
        self.channel = None
        loop = asyncio.get_running_loop()
        self._lapses = [
            loop.call_later(REGISTRATION_GRACE_SECS, unregister, self),
            loop.call_later(CALL_GRACE_SECS, end, self),
        ]

    async def tell(self, method: str, params: Fields) -> None:
        """Say something to the browser, if it is there."""
        if self.channel is not None:
            await self.channel.tell(method, params)


class Sessions:
    """All sessions, and which of them a user's calls ring at: the last to register."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._registered: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._sessions.values()))

    def open(self, username: str, states: list[str]) -> Session:
        session = Session(username, states)
        self._sessions[session.id] = session
        return session

    def known(self, session_id: str, username: str) -> Session | None:
        """The session that a browser wants to take up again."""
        found = self._sessions.get(session_id)
        return found if found is not None and found.username == username else None

    def register(self, session: Session) -> None:
        self._registered[session.username] = session

    def unregister(self, session: Session) -> bool:
        """Whether this was the session that the user's calls rang at."""
        if self._registered.get(session.username) is not session:
            return False
        del self._registered[session.username]
        return True

    def of_user(self, username: str) -> Session | None:
        return self._registered.get(username)

    def drop(self, session: Session) -> None:
        self._sessions.pop(session.id, None)

    def call_of_leg(self, leg: str) -> tuple[Session, Call] | None:
        return self._first(lambda call: call.leg == leg)

    def call(self, call_id: str) -> tuple[Session, Call] | None:
        return self._first(lambda call: call.id == call_id)

    def _first(self, fits: Callable[[Call], bool]) -> tuple[Session, Call] | None:
        for session in self._sessions.values():
            for call in session.calls.values():
                if fits(call):
                    return session, call
        return None
