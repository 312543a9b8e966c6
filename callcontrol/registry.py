"""The tables that lie above this app, found by dotted path as Django finds its URLs.

`settings.EVENT_ROUTES` names a module with

- `ROUTES: dict[str, tuple[Handler, ...]]`  event type to handlers, bottom layer first
- `IGNORED: frozenset[str]`                 types that are known and mean nothing to us
- `OUTCOMES: dict[str, OutcomeHandler]`     a command's purpose to who hears its outcome
- `READ_AHEAD: tuple[Reader, ...]`          what is read for a run of events at once
- `ADMIT: Gate`                             which events are about something of ours
- `RECOMPUTE: tuple[Step, ...]`             what a changed call is computed by, in order
- `SHOWN_ON: dict[type[Model], …]`          a row that was written to the topics it is on
- `RECONCILE: tuple[Comparer, ...]`         what is compared with Telnyx, in order
- `STORIES: tuple[…]`                       what apps above calls/ tell on its timeline
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db.models import Model

from callcontrol.models import Command

if TYPE_CHECKING:
    from callcontrol.unit_of_work import UnitOfWork


class Handler(Protocol):
    """Adds what one event says to the rows of a unit of work."""

    def __call__(self, event: Any, work: "UnitOfWork") -> None: ...


class OutcomeHandler(Protocol):
    """Hears that a command was accepted, or will not be.

    Called once, in the unit of work that records the result. `command.state` is
    ACCEPTED, FAILED, EXPIRED or UNKNOWN; `command.response` is Telnyx's `data`.
    """

    def __call__(self, command: Command, work: "UnitOfWork") -> None: ...


class Reader(Protocol):
    """Reads what the handlers of these events will need, for all of them at once.

    Only for speed: each handler reads what is missing.
    """

    def __call__(self, events: Sequence[Any], work: "UnitOfWork") -> None: ...


class Admission(Enum):
    """Whether an event is about something of ours."""

    ADMITTED = auto()
    # It names a leg that nobody knows yet; see callcontrol.held.
    HELD = auto()
    # It names a leg that is none of ours.
    FOREIGN = auto()


class Gate(Protocol):
    def __call__(self, event: Any, work: "UnitOfWork") -> Admission: ...


def admit_all(event: Any, work: "UnitOfWork") -> Admission:
    return Admission.ADMITTED


class Comparer(Protocol):
    """Compares what an app holds with Telnyx; raises provider.errors.TelnyxError."""

    def __call__(self, *, now: datetime) -> None: ...


# Computes an app's states of one call from the facts, and does what follows. Done again
# whenever the call is touched; without a new fact it changes nothing.
Step = Callable[[Any, "UnitOfWork"], None]


@dataclass(frozen=True)
class EventRoutes:
    routes: Mapping[str, tuple[Handler, ...]]
    ignored: frozenset[str]
    outcomes: Mapping[str, OutcomeHandler]
    read_ahead: tuple[Reader, ...] = ()
    admit: Gate = admit_all
    recompute: tuple[Step, ...] = ()
    shown_on: Mapping[type[Model], Callable[[Any], Iterable[str]]] = field(
        default_factory=dict
    )
    reconcile: tuple[Comparer, ...] = ()
    stories: tuple[Callable[[Any], Iterable[Any]], ...] = ()


def event_routes() -> EventRoutes:
    return _load(settings.EVENT_ROUTES)


@cache
def _load(path: str) -> EventRoutes:
    module = import_module(path)
    return EventRoutes(
        routes=module.ROUTES,
        ignored=module.IGNORED,
        outcomes=module.OUTCOMES,
        read_ahead=module.READ_AHEAD,
        admit=module.ADMIT,
        recompute=module.RECOMPUTE,
        shown_on=module.SHOWN_ON,
        reconcile=module.RECONCILE,
        stories=module.STORIES,
    )
