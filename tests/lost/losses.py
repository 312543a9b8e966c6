"""What gets lost, from when on and for how long."""

from dataclasses import dataclass
from typing import Any, Protocol

from tests.lost.scene import Scene
from tests.lost.watch import SILENT_FOR, WRONG_FOR

# Seconds for which nothing arrives.
BLACKOUT = 10
ENDLESS = 1_000_000


class Loss(Protocol):
    @property
    def name(self) -> str:
        """What is lost, in the words of the table."""

    def before_act(self, number: int, scene: Scene) -> None: ...

    def after_second(self, scene: Scene) -> None: ...


@dataclass
class Nothing:
    name: str = "nothing"

    def before_act(self, number: int, scene: Scene) -> None:
        pass

    def after_second(self, scene: Scene) -> None:
        pass


@dataclass
class Type(Nothing):
    """Webhooks of one type, for good."""

    name: str = ""

    def before_act(self, number: int, scene: Scene) -> None:
        if number == 0:
            scene.world.weather(drop={"probability": 1, "events": [self.name]})


@dataclass
class Everything:
    """All webhooks for some seconds, from just before one act of the story."""

    from_act: int
    act: str
    began: float | None = None

    @property
    def name(self) -> str:
        return f"all webhooks for {BLACKOUT} s as {self.act}"

    def before_act(self, number: int, scene: Scene) -> None:
        if number == self.from_act and self.began is None:
            self.began = scene.seconds
            scene.world.weather(drop={"probability": 1})

    def after_second(self, scene: Scene) -> None:
        if self.began is not None and scene.seconds >= self.began + BLACKOUT:
            scene.world.weather()


@dataclass
class Answers:
    """The answers to one operation, from the first request on for some seconds.

    `fault` is what the emulator's control API takes for an API fault.
    """

    operation: str
    words: str
    secs: int
    fault: dict[str, Any]
    began: float | None = None
    is_over: bool = False

    @property
    def name(self) -> str:
        return f"{self.operation}: {self.words} for {self.secs} s"

    def before_act(self, number: int, scene: Scene) -> None:
        if number == 0:
            rule = {**self.fault, "operation": self.operation, "count": ENDLESS}
            scene.world.control("faults", api=[rule])

    def after_second(self, scene: Scene) -> None:
        if self.began is None and scene.world.commands(self.operation):
            self.began = scene.seconds
        if self.began is None or self.is_over:
            return
        # Until Telnyx takes it again, nobody can do anything about it; but where only
        # something else is refused, a caller can be played music all the time.
        scene.watch.excused[WRONG_FOR] = scene.seconds
        if self.operation == "calls.playback_start":
            scene.watch.excused[SILENT_FOR] = scene.seconds
        if scene.seconds >= self.began + self.secs:
            scene.world.control("faults", api=[])
            self.is_over = True
