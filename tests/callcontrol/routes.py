"""Event routes that stand in for the product's: nothing but what a test says."""

from typing import Any

from callcontrol.registry import Admission, EventRoutes


def routes_with(**tables: Any) -> EventRoutes:
    """Return routes that admit every event and have only these tables."""
    empty: dict[str, Any] = {
        "routes": {},
        "ignored": frozenset(),
        "outcomes": {},
        "read_ahead": (),
        "admit": lambda event, work: Admission.ADMITTED,
        "recompute": (),
        "shown_on": {},
        "reconcile": (),
        "stories": (),
    }
    return EventRoutes(**{**empty, **tables})
