"""What the people at the far ends of legs do with their telephones."""

from __future__ import annotations

from functools import partial

from emulator.settings import Settings
from emulator.world import gathers
from emulator.world.departures import end_leg
from emulator.world.endings import declined
from emulator.world.model import World
from emulator.world.state import Leg
from emulator.world.values import Ending


def far_party_hangs_up(world: World, leg: Leg) -> None:
    """The person at the far end hangs up, or gives up before the answer."""
    end_leg(world, leg, far_party_ending(leg, world.settings))


def far_party_ending(leg: Leg, settings: Settings) -> Ending:
    """How it looks when the person at the far end hangs up now."""
    if leg.is_answered:
        return leg.ended_normally(by_far_party=True)
    if leg.far_party_calls:
        return Ending("originator_cancel", "caller", "487")
    return declined(leg, settings)


def press_digits(world: World, leg: Leg, digits: str) -> None:
    """The far party presses these keys, one after the other, as fast as people do."""
    for number, digit in enumerate(digits):
        if number == 0:
            _press(world, leg, digit)
        else:
            secs = number * world.settings.key_press_secs
            world.after(secs, partial(_press, world, leg, digit))


def _press(world: World, leg: Leg, digit: str) -> None:
    if leg.is_alive:
        gathers.digit_pressed(world, leg, digit)


def far_party_holds(world: World, leg: Leg, *, held: bool) -> None:
    """The person's telephone puts the call on hold or takes it back."""
    if leg.is_answered and leg.on_hold is not held:
        leg.on_hold = held
        world.emit("call.hold" if held else "call.unhold", leg)
