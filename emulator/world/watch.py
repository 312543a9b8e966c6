"""Telling others when a view of the world changes.

The world is compared with what was told last after everything that happens, but only
if somebody listens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from emulator.world.model import World

T = TypeVar("T")
Subscriber = Callable[[list[T]], None]


class Watch(Generic[T]):
    """``view`` shows the world by some key; ``gone`` is what is told of a key that is
    shown no more."""

    def __init__(
        self, view: Callable[[World], dict[str, T]], gone: Callable[[str], T]
    ) -> None:
        self._view = view
        self._gone = gone
        self._told: dict[str, T] = {}
        self._subscribers: list[Subscriber[T]] = []

    def subscribe(self, world: World, subscriber: Subscriber[T]) -> Callable[[], None]:
        """Tell ``subscriber`` everything now, and each change later.

        Returns the function that ends the subscription.
        """
        self.look(world)
        if not self._subscribers:
            self._told = self._view(world)
        self._subscribers.append(subscriber)
        if self._told:
            subscriber(list(self._told.values()))
        return lambda: self._subscribers.remove(subscriber)

    def look(self, world: World) -> None:
        """Tell what has changed since the last look."""
        if not self._subscribers:
            return
        seen = self._view(world)
        changed = [one for key, one in seen.items() if self._told.get(key) != one]
        changed += [self._gone(key) for key in self._told if key not in seen]
        self._told = seen
        if changed:
            for subscriber in list(self._subscribers):
                subscriber(changed)
