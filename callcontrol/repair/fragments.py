"""The repair desk: what disagrees now, and what did."""

from typing import Any

from callcontrol.repair import queries
from live import topics
from live.fragments import Fragment, Scope


def found(scope: Scope) -> dict[str, Any]:
    return {"lines": queries.lines(scope.viewer), "compared": queries.compared()}


def repaired(scope: Scope) -> dict[str, Any]:
    return {"rows": queries.ended()}


def _repair(scope: Scope) -> frozenset[str]:
    return frozenset({topics.repair()})


FOUND = Fragment(
    "repair-found", "callcontrol/_repair_found.html", found, _repair, varies="verbs"
)
DONE = Fragment("repair-done", "callcontrol/_repair_done.html", repaired, _repair)
