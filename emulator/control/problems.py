"""What the control API refuses."""

from __future__ import annotations

from typing import Any

LONGEST_SECS = 10_000_000
"""Sixteen weeks: further than any test looks ahead."""


class ControlError(Exception):
    """A request to the control API that cannot be done; the text says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def only(given: dict[str, Any], *names: str) -> None:
    """Raise ControlError when ``given`` holds anything but ``names``."""
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise ControlError(422, f"unknown: {', '.join(unknown)}")


def seconds(given: dict[str, Any], name: str) -> float | None:
    """A number of seconds, or None; raises ControlError."""
    value = given.get(name)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= LONGEST_SECS:
        raise ControlError(422, f"{name}: a number of seconds, 0 to {LONGEST_SECS}")
    return float(value)


def required_text(given: dict[str, Any], name: str) -> str:
    """A non-empty text; raises ControlError."""
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise ControlError(422, f"{name}: a text is required")
    return value
