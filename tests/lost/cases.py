"""Every loss that is tried, and the tenth of them that a day draws."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.lost.journeys import JOURNEYS, Journey
from tests.lost.losses import Answers, Everything, Loss, Type

# The operations of a call's way, each in a journey that needs it.
OPERATIONS = {
    "calls.answer": "waits and leaves",
    "calls.speak": "greeting, then music",
    "calls.enqueue": "waits and leaves",
    "calls.playback_start": "waits and leaves",
    "calls.dial": "talks, then wrap-up",
    "calls.bridge": "talks, then wrap-up",
    "calls.hangup": "agent gives the call back",
    "conferences.create": "end for all",
    "conferences.join": "end for all",
}
# Words, seconds, and the fault as the emulator takes it.
ANSWERS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("401", 8, {"kind": "status", "status": 401}),
    ("403", 8, {"kind": "status", "status": 403}),
    ("429", 20, {"kind": "status", "status": 429}),
    ("503", 20, {"kind": "status", "status": 503}),
    ("no answer, not done", 15, {"kind": "timeout_before"}),
    ("no answer, done", 15, {"kind": "timeout_after"}),
)


@dataclass(frozen=True)
class Case:
    journey: Journey
    lost: str
    make: Callable[[], Loss]

    def __str__(self) -> str:
        return f"{self.journey.name}: {self.lost}"


def every_case() -> Iterator[Case]:
    yield from types_lost()
    yield from everything_lost()
    yield from answers_lost()


def types_lost() -> Iterator[Case]:
    for journey in JOURNEYS:
        for name in journey.events:
            yield Case(journey, name, partial(Type, name))


def everything_lost() -> Iterator[Case]:
    for journey in JOURNEYS:
        for number, act in enumerate(journey.acts):
            if act.is_deed:
                loss = Everything(number, act.name)
                yield Case(journey, loss.name, partial(Everything, number, act.name))


def answers_lost() -> Iterator[Case]:
    journeys = {one.name: one for one in JOURNEYS}
    for operation, journey in OPERATIONS.items():
        for words, secs, fault in ANSWERS:
            given = (operation, words, secs, fault)
            name = Answers(*given).name
            yield Case(journeys[journey], name, partial(Answers, *given))


CASES = tuple(every_case())


def drawn(day: str) -> list[Case]:
    """Return a tenth of all, another one each day; the day is told to repeat it."""
    return random.Random(day).sample(CASES, len(CASES) // 10)
