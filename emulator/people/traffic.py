"""Random but repeatable callers, so that a demo is alive by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from emulator.chance import seeded
from emulator.clock import Timer
from emulator.people.crowd import Crowd
from emulator.world import calls, channels
from emulator.world.account import Connection, PhoneNumber
from emulator.world.model import World

FIRST_NAMES = (
    "Ada", "Bruno", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas",
    "Katya", "Liam", "Mara", "Nils", "Olga", "Pablo", "Quinn", "Rosa", "Sven", "Tara",
)  # fmt: skip
LAST_NAMES = (
    "Abel", "Brandt", "Costa", "Duarte", "Eriksen", "Fischer", "Garcia", "Haas",
    "Ibsen", "Jansen", "Keller", "Lindt", "Moreau", "Novak", "Olsen", "Petrov",
)  # fmt: skip


class TrafficError(ValueError):
    """Traffic that nobody can generate; the text names what is wrong."""


@dataclass(frozen=True)
class TrafficPlan:
    """Arrivals per minute, and the bounds of patience and talking in seconds."""

    calls_per_minute: float
    patience: tuple[float, float] = (20.0, 180.0)
    talk: tuple[float, float] = (20.0, 120.0)
    answer_rate: float = 1.0

    def as_json(self) -> dict[str, Any]:
        return {
            "calls_per_minute": self.calls_per_minute,
            "patience": {"min": self.patience[0], "max": self.patience[1]},
            "talk": {"min": self.talk[0], "max": self.talk[1]},
            "answer_rate": self.answer_rate,
        }


MOST_PER_MINUTE = 60_000


def parse_plan(given: dict[str, Any]) -> TrafficPlan:
    """A plan from JSON; raises TrafficError."""
    unknown = set(given) - {"calls_per_minute", "patience", "talk", "answer_rate"}
    if unknown:
        raise TrafficError(f"unknown: {', '.join(sorted(unknown))}")
    rate = given.get("calls_per_minute")
    if not isinstance(rate, int | float) or not 0 <= rate <= MOST_PER_MINUTE:
        raise TrafficError(f"calls_per_minute: a number, 0 to {MOST_PER_MINUTE}")
    share = given.get("answer_rate", 1.0)
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise TrafficError("answer_rate: a number from 0 to 1")
    plan = TrafficPlan(float(rate))
    return TrafficPlan(
        float(rate),
        _span(given.get("patience"), "patience", plan.patience),
        _span(given.get("talk"), "talk", plan.talk),
        float(share),
    )


def _span(given: Any, name: str, default: tuple[float, float]) -> tuple[float, float]:
    if given is None:
        return default
    try:
        least, most = float(given["min"]), float(given["max"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise TrafficError(f"{name}: an object with min and max seconds") from None
    if not 0 <= least <= most:
        raise TrafficError(f"{name}: min must not be above max")
    return least, most


class Traffic:
    """Lets callers arrive at the numbers that an active application answers."""

    def __init__(self, world: World, crowd: Crowd, seed: int) -> None:
        self._world = world
        self._crowd = crowd
        self._random = seeded("traffic", seed)
        self._timer: Timer | None = None
        self.plan: TrafficPlan | None = None

    def start(self, plan: TrafficPlan | None) -> None:
        """Follow ``plan`` from now on; None or a rate of 0 stops."""
        if self._timer is not None:
            self._timer.cancel()
        self.plan = plan if plan is not None and plan.calls_per_minute > 0 else None
        self._crowd.answer_rate = plan.answer_rate if plan is not None else 1.0
        if self.plan is not None:
            self._plan_next(self.plan)

    def _plan_next(self, plan: TrafficPlan) -> None:
        gap = self._random.expovariate(plan.calls_per_minute / 60)
        self._timer = self._world.after(gap, lambda: self._arrive(plan))

    def _arrive(self, plan: TrafficPlan) -> None:
        self._plan_next(plan)
        open_numbers = [
            (number, connection)
            for number in self._world.account.numbers.values()
            if (connection := answering(self._world, number)) is not None
        ]
        if not open_numbers:
            return
        number, connection = self._random.choice(open_numbers)
        if not channels.has_free_channel(self._world, connection):
            return
        draw = self._random
        name = f"{draw.choice(FIRST_NAMES)} {draw.choice(LAST_NAMES)}"
        leg = calls.start_inbound(
            self._world,
            connection,
            from_=f"+1555{draw.randint(2_000_000, 9_999_999)}",
            to=number.phone_number,
            caller_name=name,
        )
        self._crowd.add_caller(
            leg, draw.uniform(*plan.patience), draw.uniform(*plan.talk)
        )


def answering(world: World, number: PhoneNumber) -> Connection | None:
    """The active application that answers this number, if there is one."""
    found = world.account.application(number.connection_id or "")
    return found if found is not None and found.is_active else None
