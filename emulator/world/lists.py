"""Lists that lag behind the truth (seen live: active calls that ended half an hour ago).

A list that lags still shows what is over, and does not show yet what has just begun.
Whoever asks for a single thing is told the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from emulator.world.model import World
from emulator.world.values import NO_LAG, ListLag, Past, T


def lag_of(world: World, operation: str) -> ListLag:
    """The lag of this operation's list."""
    for lag in world.list_lags:
        if lag.operation in {"*", operation}:
            return lag
    return NO_LAG


def as_listed(
    world: World,
    operation: str,
    present: Iterable[T],
    past: Past[T],
    began_at: Callable[[T], float],
) -> list[T]:
    """What the list shows now, in the order in which it began if the list lags."""
    lag = lag_of(world, operation)
    if lag is NO_LAG:
        return list(present)
    now = world.now()
    shown = [*present, *past.since(now - lag.lingers_secs)]
    known = [one for one in shown if began_at(one) <= now - lag.late_secs]
    return sorted(known, key=began_at)
