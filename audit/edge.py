"""Who acts, and from where: told once at the edge, and found by whatever is noted.

An action that had to be passed it could forget to. What is noted is always done by whom
the request is from, so there is one place that knows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """`user` is the request's (None or anonymous for nobody), `address` its client's.

    `name` is for who has no account, such as the terminal.
    """

    user: Any = None
    address: str = ""
    name: str = ""


NOBODY = Actor()
# Whoever runs a command on the machine.
TERMINAL = Actor(name="the terminal")
_actor: ContextVar[Actor] = ContextVar("audit_actor", default=NOBODY)


def actor() -> Actor:
    return _actor.get()


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """Let everything in here be done by `who`."""
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)
