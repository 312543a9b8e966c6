"""A story: what people do, in which order, and what each has to see before they do it.

It is told twice in different ways: by `witness` on the emulator, where the far ends of
the calls are people too, and by `retelling`, where their deeds are only known from the
webhooks that they caused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.world import World

Check = Callable[[], object]


@dataclass(frozen=True)
class Press:
    """Somebody with an account presses a button once their screen allows it."""

    user: str
    # Returns the address of the form.
    address: Callable[[], str]
    # Whether the person sees what makes them press.
    sees: Check
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.user} presses {self.address()}"


@dataclass(frozen=True)
class Deed:
    """Somebody on the telephone does something, when it has come so far over there."""

    words: str
    happens: Callable[[World], object]
    # Seconds from the step before.
    after: float = 1.0

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Story:
    name: str
    steps: Sequence[Press | Deed]
    # What dialled addresses do, as the emulator's `callees`.
    callees: dict[str, dict[str, Any]] = field(default_factory=dict)
