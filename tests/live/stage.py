"""A screen of its own for the tests of live/: two fragments over a few plain values."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from live.fragments import Fragment, Scope
from live.screens import Screen

# What is shown, and how often it was rendered, by the name of the fragment.
values: dict[str, str] = {}
renders: Counter[str] = Counter()


def tile_context(scope: Scope) -> dict[str, Any]:
    renders["tile"] += 1
    if values["tile"] == "broken":
        raise ValueError(values["tile"])
    return {"value": values["tile"]}


def own_context(scope: Scope) -> dict[str, Any]:
    renders["own"] += 1
    return {"value": f"user {scope.user_pk} {values['own']}"}


TILE = Fragment(
    "tile", "piece.html", tile_context, lambda scope: frozenset({"tiles", "all"})
)
OWN = Fragment(
    "own",
    "piece.html",
    own_context,
    # Which topics count may change with what is shown.
    lambda scope: frozenset({f"user.{scope.user_pk}", f"own.{values['own']}"}),
    varies="user",
)


def for_agents(viewer: Viewer, pk: int | None) -> None:
    require(viewer)
    if pk is not None:
        raise PermissionDenied


def for_supervisors(viewer: Viewer, pk: int | None) -> None:
    require(viewer, Verb.WATCH)


SCREENS = {
    "stage": Screen("stage", "stage.html", (TILE, OWN), for_agents),
    "office": Screen("office", "stage.html", (TILE,), for_supervisors),
}


def reset() -> None:
    values.update(tile="one", own="a")
    renders.clear()
