"""The values that faults are written with, and what is wrong with them."""

from __future__ import annotations

from typing import Any

LONGEST_SECS = 86_400


class FaultError(ValueError):
    """A fault that nobody can understand; the text names what is wrong."""


def only(rule: Any, where: str, names: set[str]) -> dict[str, Any]:
    """The rule itself; raises FaultError unless it is an object of these names."""
    if not isinstance(rule, dict):
        raise FaultError(f"{where}: an object with {', '.join(sorted(names))}")
    unknown = set(rule) - names
    if unknown:
        raise FaultError(f"{where}: unknown {', '.join(sorted(unknown))}")
    return rule


def seconds(
    rule: dict[str, Any], name: str, default: float, *, least: float = 0.0
) -> float:
    """A number of seconds from ``least`` up to a day; raises FaultError."""
    value = rule.get(name, default)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= LONGEST_SECS:
        raise FaultError(f"{name}: a number of seconds, {least:g} to {LONGEST_SECS}")
    return float(value)


def whole(rule: dict[str, Any], name: str, where: str) -> int | None:
    """A whole number above zero, or None; raises FaultError."""
    value = rule.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise FaultError(f"{where}.{name}: a whole number, 1 or more")
    return value


def texts(rule: dict[str, Any], name: str, where: str) -> tuple[str, ...] | None:
    """A list of texts, or None; raises FaultError."""
    value = rule.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FaultError(f"{where}.{name}: a list of texts")
    return tuple(value)
