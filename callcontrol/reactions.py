"""Who reacts when something became true: what lies lower never imports what lies higher.

`settings.REACTIONS` names a module with `REACTIONS: dict[type, tuple[Reaction, ...]]`,
found by dotted path as Django finds its URLs. A domain fact is a frozen dataclass of the
app in which it becomes true; `UnitOfWork.tell` tells it, once its rows are written, in
the same transaction.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from callcontrol.unit_of_work import UnitOfWork


class Reaction(Protocol):
    """Does what follows from a domain fact, in the unit of work in which it was told."""

    def __call__(self, fact: Any, work: "UnitOfWork") -> None: ...


def reactions_to(fact: object) -> tuple[Reaction, ...]:
    return _load(settings.REACTIONS).get(type(fact), ())


@cache
def _load(path: str) -> Mapping[type, tuple[Reaction, ...]]:
    table: Mapping[type, tuple[Reaction, ...]] = import_module(path).REACTIONS
    return table
