"""Settings by name and value, as the command line and the control API give them."""

from __future__ import annotations

import json
from dataclasses import fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from emulator.settings import Settings

AT_START_ONLY = frozenset(
    {
        "api_key", "base_url", "download_url_secs", "journal_entries", "numbers",
        "rendered_recordings", "seed",
    }
)  # fmt: skip
"""What a running emulator cannot change any more."""


class SettingError(ValueError):
    """A setting that is not known, or a value that it cannot have."""


def checked_changes(given: dict[str, Any], *, running: bool) -> dict[str, Any]:
    """The values in the types of their settings; raises SettingError."""
    hints = get_type_hints(Settings)
    for name in given:
        if name not in hints:
            raise SettingError(f"{name}: no such setting")
        if running and name in AT_START_ONLY:
            raise SettingError(f"{name}: can be set at the start only")
    return {name: _fitted(name, hints[name], value) for name, value in given.items()}


def parse_assignment(text: str) -> dict[str, Any]:
    """``name=value``; a value that is not JSON is a text. Raises SettingError."""
    name, equals, value = text.partition("=")
    if not equals:
        raise SettingError(f"{text}: write name=value")
    try:
        return {name: json.loads(value)}
    except ValueError:
        return {name: value}


def as_json(settings: Settings) -> dict[str, Any]:
    return {field.name: getattr(settings, field.name) for field in fields(settings)}


def _fitted(name: str, kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        if value in inner:
            return value
        raise SettingError(f"{name}: choose from {', '.join(map(str, inner))}")
    if origin in {Union, UnionType}:
        if value is None and type(None) in inner:
            return None
        return _fitted(name, inner[0], value)
    if origin is tuple:
        return _fitted_list(name, inner, value)
    return _plain(name, kind, value)


def _fitted_list(name: str, inner: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise SettingError(f"{name}: a list")
    if inner[-1] is Ellipsis:
        return tuple(_fitted(name, inner[0], one) for one in value)
    if len(value) != len(inner):
        raise SettingError(f"{name}: a list of {len(inner)}")
    return tuple(
        _fitted(name, kind, one) for kind, one in zip(inner, value, strict=True)
    )


def _plain(name: str, kind: type, value: Any) -> Any:
    """A text, a truth value, or a number that is not negative."""
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        words = {str: "a text", bool: "true or false", int: "a whole number"}
        raise SettingError(f"{name}: {words.get(kind, 'a number')}")
    if isinstance(value, int | float) and not 0 <= value < float("inf"):
        raise SettingError(f"{name}: a number, 0 or more")
    return value
