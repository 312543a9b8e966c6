"""Gathering digits from the far party (docs: gather, gather_using_*)."""

from __future__ import annotations

from collections.abc import Callable

from emulator.world import playbacks
from emulator.world.model import World
from emulator.world.sounds import Gather, Medium
from emulator.world.state import Leg


def start(world: World, leg: Leg, gather: Gather) -> None:
    """Begin; a gather that is already running on the leg is cancelled."""
    stop(world, leg, "cancelled")
    leg.gather = gather
    _try_once(world, leg, gather, gather.prompt)


def stop(world: World, leg: Leg, status: str) -> None:
    """End the running gather, if there is one, with ``status``."""
    if leg.gather is not None:
        _finish(world, leg, leg.gather, status)


def digit_pressed(world: World, leg: Leg, digit: str) -> None:
    """The far party pressed a key; reported whether or not anything gathers."""
    world.emit("call.dtmf.received", leg, digit=digit)
    gather = leg.gather
    if gather is None:
        return
    if gather.is_prompting:
        if not gather.rules.stops_prompt_on_digit:
            return
        gather.is_prompting = False
        playbacks.stop_playing(world, leg, "all")
    _take(world, leg, gather, digit)


def _take(world: World, leg: Leg, gather: Gather, digit: str) -> None:
    rules = gather.rules
    if rules.terminating_digit and digit == rules.terminating_digit:
        _judge(world, leg, gather)
        return
    gather.digits.append(digit)
    if len(gather.digits) >= rules.maximum_digits:
        _judge(world, leg, gather)
        return
    _wait(world, leg, gather, rules.inter_digit_timeout_millis, is_first=False)


def _judge(world: World, leg: Leg, gather: Gather) -> None:
    rules = gather.rules
    digits = "".join(gather.digits)
    is_valid = len(digits) >= rules.minimum_digits and all(
        digit in rules.valid_digits for digit in digits
    )
    if is_valid:
        _finish(world, leg, gather, "valid")
    elif gather.tries < rules.maximum_tries:
        _try_once(world, leg, gather, gather.invalid_prompt or gather.prompt)
    else:
        _finish(world, leg, gather, "invalid")


def _try_once(
    world: World, leg: Leg, gather: Gather, prompt: Callable[[], Medium] | None
) -> None:
    gather.tries += 1
    gather.digits.clear()
    leg.cancel_timer("gather")
    if prompt is None:
        first = gather.rules.initial_timeout_millis or gather.rules.timeout_millis
        _wait(world, leg, gather, first, is_first=True)
        return
    medium = prompt()
    gather.is_prompting = True
    medium.after = lambda: _prompt_played(world, leg, gather)
    playbacks.play(world, leg, medium, stop="all")


def _prompt_played(world: World, leg: Leg, gather: Gather) -> None:
    if leg.gather is gather and gather.is_prompting:
        gather.is_prompting = False
        first = gather.rules.initial_timeout_millis or gather.rules.timeout_millis
        _wait(world, leg, gather, first, is_first=True)


def _wait(
    world: World, leg: Leg, gather: Gather, millis: int, *, is_first: bool
) -> None:
    def timed_out() -> None:
        if is_first and gather.tries < gather.rules.maximum_tries and gather.prompt:
            _try_once(world, leg, gather, gather.prompt)
        elif gather.digits:
            _judge(world, leg, gather)
        else:
            _finish(world, leg, gather, "timeout")

    leg.set_timer("gather", world.after(millis / 1000, timed_out))


def _finish(world: World, leg: Leg, gather: Gather, status: str) -> None:
    leg.cancel_timer("gather")
    leg.gather = None
    if gather.is_prompting:
        gather.is_prompting = False
        playbacks.silence(
            world, leg, "call_hangup" if status == "call_hangup" else "cancelled"
        )
    world.emit("call.gather.ended", leg, digits="".join(gather.digits), status=status)
