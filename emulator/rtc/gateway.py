"""What the emulator tells, done to browsers: rung, put through, sent away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

from emulator.messages import (
    Accepted,
    Admitted,
    Ended,
    HungUp,
    Keys,
    Message,
    Person,
    Placed,
    Plan,
    Registered,
    Reset,
    Revoked,
    Ring,
    Take,
)
from emulator.rtc.calls import Call, MakePeer, Phase, about, farewell
from emulator.rtc.channel import Fields
from emulator.rtc.desk import Desk
from emulator.rtc.peer import SdpRefused
from emulator.rtc.sessions import Session, Sessions

LOG = logging.getLogger(__name__)
LOST = "NO_USER_RESPONSE"
UNSUITABLE = "INCOMPATIBLE_DESTINATION"
Send = Callable[[Message], None]


class Gateway:
    """Joins the emulator's legs to the calls of browsers."""

    def __init__(self, desk: Desk, make_peer: MakePeer, send: Send) -> None:
        self.desk, self.send = desk, send
        self.sessions = Sessions()
        self.admissions: dict[str, asyncio.Future[Admitted]] = {}
        self._make_peer = make_peer
        self._tasks: set[asyncio.Task[None]] = set()
        self._does: dict[type[Message], Callable[[Any], None]] = {
            Plan: desk.plan,
            Take: desk.take,
            Person: desk.introduce,
            Keys: lambda keys: desk.press(keys.leg, keys.digits),
            Admitted: self._admitted,
            Ring: self._ring,
            Placed: self._placed,
            Accepted: self._accepted,
            Ended: self._ended,
            Revoked: lambda revoked: self.send_away(revoked.username),
            Reset: self._reset,
        }

    def take(self, message: Message) -> None:
        """Do what the emulator says."""
        self._does[type(message)](message)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that takes time, and log it if it fails."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def close(self) -> None:
        """Let go of all connections; nobody is told."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for session in self.sessions:
            for call in session.calls.values():
                await call.close()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            LOG.error("a task of the gateway failed", exc_info=task.exception())

    def new_call(self, session: Session, call_id: str, phase: Phase) -> Call:
        call = Call(
            call_id, session.username, phase,
            desk=self.desk, make_peer=self._make_peer, report=self.send,
        )  # fmt: skip
        session.calls[call.id] = call
        return call

    def _admitted(self, admitted: Admitted) -> None:
        waiting = self.admissions.pop(admitted.request, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(admitted)

    def _ring(self, ring: Ring) -> None:
        session = self.sessions.of_user(ring.username)
        if session is None:
            self.send(HungUp(ring.leg, LOST))
            return
        call = self.new_call(session, str(uuid4()), Phase.RINGING)
        call.belongs_to(ring.leg, ring.leg_id, ring.session)
        headers = {"callID": call.id, "custom_headers": ring.headers}
        call.about = {**about(ring), "dialogParams": headers}
        self.start(self.invite(session, call))

    async def invite(self, session: Session, call: Call) -> None:
        """Let a browser ring, for the first time or after it came back."""
        async with call.lock:
            if call.phase is not Phase.RINGING or session.channel is None:
                return
            sdp = await call.new_offer()
            said = {"callID": call.id, "sdp": sdp, **call.about, **call.ids}
            await session.tell("telnyx_rtc.invite", said)

    async def attach(self, session: Session, call: Call) -> None:
        """Offer a call that goes on a new connection."""
        async with call.lock:
            if call.phase is not Phase.ACTIVE:
                return
            sdp = await call.new_offer()
            said = {"callID": call.id, "sdp": sdp, **call.about, **call.ids}
            await session.tell("telnyx_rtc.attach", said)

    def _placed(self, placed: Placed) -> None:
        found = self.sessions.call(placed.call)
        if found is not None:
            found[1].belongs_to(placed.leg, placed.leg_id, placed.session)
            self.start(self._let_wait(*found))

    async def _let_wait(self, session: Session, call: Call) -> None:
        """Tell a caller that it rings, and let it be heard."""
        async with call.lock:
            if call.is_over:
                return
            try:
                answer = await call.answer_offer(call.offer)
            except SdpRefused as refused:
                LOG.warning("the offer of a browser is refused: %s", refused)
                call.hang_up(UNSUITABLE)
                return
            same = {"callID": call.id, **call.ids}
            dialog = {"dialogParams": {"callID": call.id}}
            await session.tell("telnyx_rtc.ringing", {**same, **dialog})
            await session.tell("telnyx_rtc.media", {**same, "sdp": answer})
            call.hear_ringback()

    def _accepted(self, accepted: Accepted) -> None:
        found = self.sessions.call_of_leg(accepted.leg)
        if found is not None:
            self.start(self._put_through(*found))

    async def _put_through(self, session: Session, call: Call) -> None:
        async with call.lock:
            if call.phase is Phase.TRYING:
                call.accepted()
                said = {"callID": call.id, **call.ids}
                await session.tell("telnyx_rtc.answer", said)

    def _ended(self, ended: Ended) -> None:
        found = (
            self.sessions.call_of_leg(ended.leg)
            if ended.leg
            else self.sessions.call(ended.call)
        )
        if found is not None:
            self.start(self._dismiss(*found, farewell(ended)))

    async def _dismiss(self, session: Session, call: Call, words: Fields) -> None:
        """Say goodbye, unless the browser has done so itself."""
        async with call.lock:
            if not call.is_over:
                said = {"callID": call.id, **call.ids, **words}
                await session.tell("telnyx_rtc.bye", said)
            session.calls.pop(call.id, None)
            await call.close()

    def unregister(self, session: Session) -> None:
        """This browser cannot be rung any more; what rings at it is over."""
        if self.sessions.unregister(session):
            self.send(Registered(session.username, is_registered=False))
        for call in list(session.calls.values()):
            if call.phase in {Phase.RINGING, Phase.TRYING}:
                self.give_up(session, call)
        if not session.calls:
            self.sessions.drop(session)

    def end(self, session: Session) -> None:
        """This browser will not come back."""
        self.unregister(session)
        for call in list(session.calls.values()):
            self.give_up(session, call)
        self.sessions.drop(session)

    def give_up(self, session: Session, call: Call, cause: str = LOST) -> None:
        """End a call from the browser's side."""
        session.calls.pop(call.id, None)
        call.hang_up(cause)
        self.start(self._close(call))

    async def _close(self, call: Call) -> None:
        async with call.lock:
            await call.close()

    def send_away(self, username: str) -> None:
        """End every session of a user whose credential is over."""
        for session in self.sessions:
            if session.username == username:
                self.start(self._punt(session))

    async def _punt(self, session: Session) -> None:
        await session.tell("telnyx_rtc.punt", {})
        channel, session.channel = session.channel, None
        self.end(session)
        if channel is not None:
            await channel.close()

    def _reset(self, _: Reset) -> None:
        for session in self.sessions:
            self.start(self._punt(session))
        self.desk.clear()
