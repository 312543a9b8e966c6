"""Repeated commands: the first answer to a ``command_id``, until it is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from emulator.engine import Engine
from emulator.http import Response
from emulator.operations.common import Operation
from emulator.world.state import Conference, Leg

Key = tuple[str, str, str]
MANY = 1_000


@dataclass(frozen=True)
class Remembered:
    """The first answer to a command_id, until it is forgotten."""

    response: Response
    until: float


class Repeats:
    """Remembers what was accepted; a refused command may be repeated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memory: dict[Key, Remembered] = {}
        self._memory_of: Any = None

    def recall(self, key: Key | None) -> Response | None:
        if self._memory_of is not self._engine.world:
            self._memory.clear()
            self._memory_of = self._engine.world
        if key is None:
            return None
        known = self._memory.get(key)
        if known is None or known.until <= self._engine.clock.now():
            return None
        return known.response

    def remember(self, key: Key | None, response: Response) -> None:
        if key is None:
            return
        now = self._engine.clock.now()
        if len(self._memory) > MANY:
            self._memory = {k: v for k, v in self._memory.items() if v.until > now}
        until = now + self._engine.settings.command_id_memory_secs
        self._memory[key] = Remembered(response, until)


def key_of(operation: Operation, target: Any, body: dict[str, Any]) -> Key | None:
    """In whose scope which command_id was given; None without one."""
    command_id = body.get("command_id")
    if operation.remembers is None or not isinstance(command_id, str):
        return None
    scope = ""
    if isinstance(target, Leg):
        scope = target.call_control_id
    elif isinstance(target, Conference):
        scope = target.id
    return operation.remembers, scope, command_id
