"""Loosely typed JSON read into frozen dataclasses, without ever raising.

Telnyx adds fields and enumerated words over time, and a signed body may still hold
anything. So a value of the wrong type reads as absent, text is cleaned of what a
database would refuse, and what is not listed stays in the raw mapping beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from functools import cache, partial
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from provider.numbers import kept

Json = Mapping[str, Any]


@dataclass(frozen=True)
class AtMost:
    """The length in characters to which a text is cut before it is kept."""

    length: int


Code = Annotated[str, AtMost(20)]
Word = Annotated[str, AtMost(40)]
Name = Annotated[str, AtMost(120)]
# A telephone number, kept as E.164 whatever form it came in; or a SIP address, or a word.
Address = Annotated[str, AtMost(120), kept]


def text(value: object, limit: int | None = None) -> str:
    """Return text that every database takes: no NUL, no lone surrogate."""
    if isinstance(value, str):
        if not value.isascii() or "\0" in value:
            value = value.replace("\0", "").encode(errors="replace").decode()
        return value[:limit]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)[:limit]
    return ""


def whole(value: object) -> int | None:
    """Return an integer that a database column of 64 bits takes, else None."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) < 19 else None
    return None


def flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def moment(value: object) -> datetime | None:
    """Read an ISO 8601 time; one without an offset is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(item for item in value if isinstance(item, str))


def mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> tuple[Json, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(item for item in value if isinstance(item, dict))


_READERS: dict[object, Callable[[Any], object]] = {
    str: text,
    int | None: whole,
    bool: lambda value: bool(flag(value)),
    bool | None: flag,
    datetime | None: moment,
    tuple[str, ...]: texts,
    Json: mapping,
    tuple[Json, ...]: mappings,
}


def _reader_of(annotation: object) -> Callable[[Any], object]:
    if get_origin(annotation) is Annotated:
        _, at_most, *then = get_args(annotation)
        read = partial(text, limit=at_most.length)
        return partial(_read_then, read, then[0]) if then else read
    return _READERS[annotation]


def _read_then(
    read: Callable[[object], str], then: Callable[[str], str], value: object
) -> str:
    return then(read(value))


@cache
def _plan(
    shape: type, skip: frozenset[str]
) -> tuple[tuple[str, str, Callable[[Any], object]], ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple(
        (field.name, field.name.rstrip("_"), _reader_of(hints[field.name]))
        for field in fields(shape)
        if field.name not in skip and field.default is MISSING
    )


def values_of(shape: type, source: Json, *, skip: frozenset[str]) -> dict[str, Any]:
    """Read the fields of the dataclass `shape` out of `source`, by their names.

    A trailing underscore (`from_`) is not part of the name on the wire. Fields in
    `skip` and fields with a default are left to the caller.
    """
    return {
        attribute: read(source.get(key)) for attribute, key, read in _plan(shape, skip)
    }
