"""What is known while a run of events is applied: read once, whoever asks.

Events that come close together share a transaction. What they need is read for all of
them at the start (`READ_AHEAD` in the event routes), and what one handler has read the
next one finds here. It ends with the transaction. Outside of a run nothing is kept, so
the same actions serve views, tasks and outcomes, which read for themselves.

Whoever keeps rows here is the only one who writes them, and writes at once: memory and
database never differ, and a handler above may query what a handler below has changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_kept: ContextVar[dict[type[Any], Any] | None] = ContextVar("kept", default=None)


@contextmanager
def memory() -> Iterator[None]:
    """Keep what is `kept` until the end of the block; of a run's transaction."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def kept(kind: type[T]) -> T:
    """Return this run's only instance of `kind`, a new one at first or outside a run.

    `kind` is made without arguments.
    """
    known = _kept.get()
    if known is None:
        return kind()
    if kind not in known:
        known[kind] = kind()
    instance: T = known[kind]
    return instance
