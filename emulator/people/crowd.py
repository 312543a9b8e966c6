"""All persons at the far ends of the emulated network: callers and callees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulator.chance import seeded
from emulator.messages import Message
from emulator.people.browsers import Browsers
from emulator.people.callees import Script, plain_address
from emulator.settings import Settings
from emulator.world import calls, far_parties
from emulator.world.channels import BUSY
from emulator.world.departures import end_leg
from emulator.world.endings import declined, undelivered
from emulator.world.model import World
from emulator.world.state import Leg
from emulator.world.values import Ending


@dataclass
class Caller:
    """The person who called in. Times in seconds; None has no limit.

    Patience runs while nobody talks with the caller; talking runs from the first word
    with somebody.
    """

    patience_secs: float | None
    talk_secs: float | None
    has_talked: bool = False


class Crowd:
    """Plays the far party of every leg (the People that the world is given)."""

    def __init__(
        self, settings: Settings, send: Callable[[Message], None] = lambda _: None
    ) -> None:
        self.settings = settings
        self.browsers = Browsers(settings, send)
        self.random = seeded("people", settings.seed)
        self.scripts: dict[str, Script] = {}
        self.answer_rate = 1.0
        self._callers: dict[str, Caller] = {}
        self._world: World | None = None

    @property
    def world(self) -> World:
        if self._world is None:
            raise AssertionError("the crowd lives in a world")
        return self._world

    @world.setter
    def world(self, world: World) -> None:
        self._world = world

    def script_for(self, address: str) -> Script:
        """The script of this address; by default it answers at the answer rate."""
        known = self.scripts.get(plain_address(address)) or self.scripts.get("*")
        if known is not None:
            return known
        is_answering = self.random.random() < self.answer_rate
        return Script("answer" if is_answering else "ignore")

    def credential_changed(self, username: str, expires_at: float | None) -> None:
        self.browsers.watch_expiry(self.world, username, expires_at)

    def credential_over(self, username: str) -> None:
        self.browsers.revoke(username)

    def is_scripted(self, address: str) -> bool:
        """Whether this very address has a script."""
        return plain_address(address) in self.scripts

    def refer_outcome(self, address: str) -> int:
        return self.script_for(address).refer_response

    def add_caller(
        self, leg: Leg, patience_secs: float | None, talk_secs: float | None
    ) -> None:
        """Let a person wait at the far end of an inbound leg."""
        self._callers[leg.call_control_id] = Caller(patience_secs, talk_secs)
        self._wait(leg)

    def phone_rings(self, leg: Leg) -> None:
        if self.browsers.rings(self.world, leg):
            return
        script = self.script_for(leg.to)
        if script.behaviour == "ignore":
            leg.rings_out_as = script.wording
            return
        after = script.after_secs
        if after is None:
            settings = self.settings
            after = self.random.uniform(settings.ring_min_secs, settings.ring_max_secs)
        leg.set_timer(
            "person", self.world.after(after, lambda: self._react(leg, script))
        )

    def _react(self, leg: Leg, script: Script) -> None:
        world, settings = self.world, self.settings
        cause, code = settings.unregistered
        endings: dict[str, Ending] = {
            "decline": declined(leg, settings),
            "busy": BUSY,
            "unregistered": Ending(cause, "callee", code),
            "fail": undelivered(settings),
        }
        if script.behaviour in endings:
            usual = endings[script.behaviour]
            end_leg(world, leg, script.wording.of(usual, settings))
            return
        leg.is_machine = script.behaviour == "machine"
        calls.picked_up(world, leg)
        if script.talk_secs is not None and leg.is_alive:
            self._hang_up_after(leg, script.talk_secs)

    def call_answered(self, leg: Leg) -> None:
        self.browsers.accepted(leg)

    def talk_started(self, leg: Leg) -> None:
        caller = self._callers.get(leg.call_control_id)
        if caller is None or caller.has_talked or not leg.is_alive:
            return
        caller.has_talked = True
        leg.cancel_timer("person")
        if caller.talk_secs is not None:
            self._hang_up_after(leg, caller.talk_secs)

    def talk_stopped(self, leg: Leg) -> None:
        caller = self._callers.get(leg.call_control_id)
        if caller is not None and leg.is_alive:
            caller.has_talked = False
            self._wait(leg)

    def call_ended(self, leg: Leg) -> None:
        self._callers.pop(leg.call_control_id, None)
        self.browsers.ended(leg)

    def _wait(self, leg: Leg) -> None:
        leg.cancel_timer("person")
        caller = self._callers[leg.call_control_id]
        if caller.patience_secs is not None:
            self._hang_up_after(leg, caller.patience_secs)

    def _hang_up_after(self, leg: Leg, secs: float) -> None:
        world = self.world
        leg.set_timer(
            "person",
            world.after(secs, lambda: far_parties.far_party_hangs_up(world, leg)),
        )

    def caller_facts(self, leg: Leg) -> dict[str, Any] | None:
        """What is known of the caller at this leg, for the world's view."""
        caller = self._callers.get(leg.call_control_id)
        return None if caller is None else vars(caller).copy()
