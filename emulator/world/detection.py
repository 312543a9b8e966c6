"""Answering machine detection on dialled legs (docs: Dial command)."""

from __future__ import annotations

from emulator.world.model import World
from emulator.world.state import Leg

GREETINGS = {
    "greeting_end": ("call.machine.greeting.ended", "ended"),
    "detect_words": ("call.machine.greeting.ended", "ended"),
    "detect_beep": ("call.machine.greeting.ended", "beep_detected"),
    "premium": ("call.machine.premium.greeting.ended", "beep_detected"),
}
"""What is reported when a machine's greeting is over, by mode; every machine beeps."""


def detect(world: World, leg: Leg) -> None:
    """Report, as the dial asked for it, who has answered."""
    mode = leg.options.get("answering_machine_detection", "disabled")
    if mode == "disabled":
        return
    if mode == "premium":
        name, person = "call.machine.premium.detection.ended", "human_residence"
    else:
        name, person = "call.machine.detection.ended", "human"
    result = "machine" if leg.is_machine else person
    secs = world.settings.machine_detection_secs
    _report_later(world, leg, secs, name, result)
    if leg.is_machine and mode in GREETINGS:
        secs += world.settings.machine_greeting_secs
        _report_later(world, leg, secs, *GREETINGS[mode])


def _report_later(world: World, leg: Leg, secs: float, name: str, result: str) -> None:
    def report() -> None:
        if leg.is_alive:
            world.emit(name, leg, result=result)

    world.after(secs, report)
