"""The tables that lie above this app, found by dotted path as Django finds its URLs.

`settings.EVENT_ROUTES` names a module with

- `ROUTES: dict[str, tuple[Handler, ...]]`  event type to handlers, bottom layer first
- `IGNORED: frozenset[str]`                 types that are known and mean nothing to us
- `OUTCOMES: dict[str, OutcomeHandler]`     a command's purpose to who hears its outcome
- `READ_AHEAD: tuple[Reader, ...]`          what is read for a run of events at once
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings

from callcontrol.models import Command


class Handler(Protocol):
    """Translates one event and calls one action; `now` is aware UTC."""

    def __call__(self, event: Any, *, now: datetime) -> None: ...


class OutcomeHandler(Protocol):
    """Hears that a command was accepted, or will not be.

    Called once, in the transaction that records the result. `command.state` is
    ACCEPTED, FAILED, EXPIRED or UNKNOWN; `command.response` is Telnyx's `data`.
    """

    def __call__(self, command: Command, *, now: datetime) -> None: ...


class Reader(Protocol):
    """Reads what the handlers of these events will need into `callcontrol.memory`.

    Only for speed: each handler reads what is missing.
    """

    def __call__(self, events: Sequence[Any]) -> None: ...


@dataclass(frozen=True)
class EventRoutes:
    routes: Mapping[str, tuple[Handler, ...]]
    ignored: frozenset[str]
    outcomes: Mapping[str, OutcomeHandler]
    read_ahead: tuple[Reader, ...] = ()


def event_routes() -> EventRoutes:
    return _load(settings.EVENT_ROUTES)


@cache
def _load(path: str) -> EventRoutes:
    module = import_module(path)
    return EventRoutes(
        module.ROUTES, module.IGNORED, module.OUTCOMES, module.READ_AHEAD
    )
