"""The calls of browsers: what is rung, answered, held, moved to a new connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Any

from emulator.messages import Answered, Ended, Held, HungUp, Keys, Message, Plan, Ring
from emulator.rtc.audio import tones
from emulator.rtc.audio.buffer import ArrivalBuffer
from emulator.rtc.audio.frames import Samples
from emulator.rtc.audio.sources import Clips
from emulator.rtc.channel import Fields
from emulator.rtc.desk import Desk
from emulator.rtc.library import RINGBACK
from emulator.rtc.peer import Peer, SdpRefused

MakePeer = Callable[[Callable[[Samples], None]], Peer]
UNSUITABLE = "INCOMPATIBLE_DESTINATION"


class Phase(Enum):
    RINGING = "ringing"
    TRYING = "trying"
    ACTIVE = "active"
    OVER = "over"


class BrowserLine:
    """A browser as the mixer meets it. Its connection may be replaced in a call."""

    is_browser = True

    def __init__(self) -> None:
        self.arrived = ArrivalBuffer()
        self.peer: Peer | None = None
        self._keys = Clips()

    def next_frame(self) -> Samples:
        said = self.arrived.pop()
        return said if self._keys.is_over else said + self._keys.next_frame()

    def hear(self, frame: Samples) -> None:
        if self.peer is not None:
            self.peer.send(frame)

    def press(self, digits: str) -> None:
        for digit in digits:
            self._keys.add(tones.key(digit))

    def meet(self, has_company: bool) -> None:
        """A browser is sent sound at all times: when it stops, the SDK reconnects."""


class Call:
    """One call of one browser. ``lock`` keeps the order of what takes time."""

    def __init__(
        self,
        call_id: str,
        username: str,
        phase: Phase,
        *,
        desk: Desk,
        make_peer: MakePeer,
        report: Callable[[Message], None],
    ) -> None:
        self.id, self.username, self.phase = call_id, username, phase
        self.lock = asyncio.Lock()
        self.is_held = False
        self.ids: Fields = {}
        self.about: Fields = {}
        """Who calls whom, in the words of an invite."""
        self.offer = ""
        self._line = BrowserLine()
        self._next_peer: Peer | None = None
        self._candidates: list[tuple[str, str, int]] = []
        self._desk, self._make_peer, self.report = desk, make_peer, report

    @property
    def leg(self) -> str:
        return str(self.ids.get("telnyx_call_control_id", ""))

    @property
    def is_over(self) -> bool:
        return self.phase is Phase.OVER

    def belongs_to(self, leg: str, leg_id: str, session: str) -> None:
        """Say which leg of the emulator this call is."""
        self.ids = {
            "telnyx_call_control_id": leg,
            "telnyx_leg_id": leg_id,
            "telnyx_session_id": session,
        }

    async def new_offer(self) -> str:
        """Of a connection that takes the place of the present one when it is answered."""
        if self._next_peer is not None:
            await self._next_peer.close()
        self._next_peer = self._new_peer()
        return await self._next_peer.offer()

    async def connect(self, answer: str) -> None:
        """Go on with the connection that was offered last; raises SdpRefused."""
        if self._next_peer is None:
            raise SdpRefused("nothing was offered")
        await self._next_peer.accept(answer)
        await self._move_to(self._next_peer)
        self._next_peer = None

    async def answer_offer(self, offer: str) -> str:
        """Go on with a new connection that the browser offers; raises SdpRefused."""
        peer = self._new_peer()
        try:
            answer = await peer.answer(offer)
        except SdpRefused:
            await peer.close()
            raise
        for candidate in self._candidates:
            await peer.add_candidate(*candidate)
        self._candidates.clear()
        await self._move_to(peer)
        return answer

    async def add_candidate(self, candidate: str, mid: str, index: int) -> None:
        """Raises SdpRefused."""
        peer = self._next_peer or self._line.peer
        if peer is None:
            self._candidates.append((candidate, mid, index))
        else:
            await peer.add_candidate(candidate, mid, index)

    def picked_up(self) -> None:
        """The browser has answered."""
        self.phase = Phase.ACTIVE
        self._desk.add(self.leg, self._line)
        self.report(Answered(self.leg))

    def hear_ringback(self) -> None:
        """Until the emulator says what is heard, which it may have done by now."""
        self._desk.add(self.leg, self._line)
        if not self._desk.is_planned(self.leg):
            self._desk.plan(Plan(self.leg, [], [RINGBACK]))

    def accepted(self) -> None:
        """The other side has answered."""
        self.phase = Phase.ACTIVE

    def hold(self, held: bool) -> None:
        if self.is_held is not held:
            self.is_held = held
            self.report(Held(self.leg, held))

    def press(self, digits: str) -> None:
        self._desk.press(self.leg, digits)
        self.report(Keys(self.leg, digits))

    def hang_up(self, cause: str) -> None:
        """The browser ends the call, or is gone for good."""
        if not self.is_over:
            self.phase = Phase.OVER
            self.report(HungUp(self.leg, cause, self.id))

    async def close(self) -> None:
        """Let go of the connection."""
        self.phase = Phase.OVER
        self._desk.remove(self.leg)
        for peer in (self._line.peer, self._next_peer):
            if peer is not None:
                await peer.close()
        self._line.peer = self._next_peer = None

    def _new_peer(self) -> Peer:
        return self._make_peer(self._line.arrived.push)

    async def _move_to(self, peer: Peer) -> None:
        former, self._line.peer = self._line.peer, peer
        if former is not None:
            await former.close()


def about(ring: Ring) -> Fields:
    """What an invite says of a call that comes in."""
    said: dict[str, Any] = {
        "caller_id_name": ring.caller_name,
        "caller_id_number": ring.caller_number,
        "callee_id_name": ring.callee,
        "callee_id_number": ring.callee,
    }
    if ring.client_state:
        said["client_state"] = ring.client_state
    return said


def farewell(ended: Ended) -> Fields:
    """What a bye says of an end."""
    return {
        "cause": ended.cause,
        "causeCode": ended.code,
        "sipCode": ended.sip_code,
        "sipReason": ended.sip_reason,
    }
