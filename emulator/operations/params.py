"""One table-driven validator for bodies and query strings.

A ``Param`` says everything about one parameter: type, enum, range, whether it is
required. ``checked`` compares a body with such a table and raises the Refusal that
Telnyx documents for the first thing that is wrong; an unknown parameter is refused by
name, which the real API does not do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator import errors


@dataclass(frozen=True)
class Param:
    """One parameter. ``check`` returns a Refusal for a bad value, else None.

    ``variants`` are the fields of an object by the value of its own ``type``; ``shape``
    tells them from the whole object.
    """

    name: str
    kind: str
    required: bool = False
    nullable: bool = False
    enum: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    fields: tuple[Param, ...] | None = None
    variants: Mapping[str, tuple[Param, ...]] | None = None
    shape: Callable[[Mapping[str, Any]], tuple[Param, ...]] | None = None
    items: Param | None = None
    check: Callable[[Any, str], errors.Refusal | None] | None = None
    is_simulated: bool = True


EXCLUSIVE = (
    ("audio_url", "media_name", "playback_content"),
    ("hold_audio_url", "hold_media_name"),
    ("invalid_audio_url", "invalid_media_name"),
)
"""docs: these cannot be used together in one request, whatever the operation."""


def text(name: str, **rules: Any) -> Param:
    return Param(name, "string", **rules)


def whole(name: str, **rules: Any) -> Param:
    return Param(name, "integer", **rules)


def number(name: str, **rules: Any) -> Param:
    return Param(name, "number", **rules)


def flag(name: str, **rules: Any) -> Param:
    return Param(name, "boolean", **rules)


def choice(name: str, *values: Any, **rules: Any) -> Param:
    kind = "integer" if isinstance(values[0], int) else "string"
    return Param(name, kind, enum=values, **rules)


def group(name: str, *fields: Param, **rules: Any) -> Param:
    """An object with known fields."""
    return Param(name, "object", fields=fields, **rules)


def mapping(name: str, **rules: Any) -> Param:
    """An object with any fields."""
    return Param(name, "object", **rules)


def listing(name: str, items: Param, **rules: Any) -> Param:
    return Param(name, "array", items=items, **rules)


def texts(name: str, **rules: Any) -> Param:
    return listing(name, text("item"), **rules)


def headers(name: str, *names: str) -> Param:
    """A list of ``{name, value}`` objects; ``names`` are the only ones, if given."""
    item = group(
        "item",
        text("name", required=True, enum=names),
        text("value", required=True),
    )
    return listing(name, item)


def unsimulated(name: str, kind: str = "any", **rules: Any) -> Param:
    """Checked for its type, and then without effect."""
    return Param(name, kind, is_simulated=False, **rules)


def checked(
    table: tuple[Param, ...],
    given: dict[str, Any],
    *,
    operation: str,
    unknown_code: str,
    pointer: str = "",
) -> dict[str, Any]:
    """The given values, each checked against its row; raises Refusal.

    Null for a parameter that may not be null counts as not given, as in most JSON
    clients.
    """
    known = {param.name for param in table}
    stranger = next((name for name in given if name not in known), None)
    if stranger is not None:
        where = f"{pointer}/{stranger}"
        shown = where.lstrip("/").replace("/", ".")
        raise errors.unknown_parameter(shown, operation, where, unknown_code)
    values: dict[str, Any] = {}
    for param in table:
        value = given.get(param.name)
        where = f"{pointer}/{param.name}"
        if value is None:
            if param.required:
                raise errors.missing(param.name, where)
            if param.name in given and param.nullable:
                values[param.name] = None
            continue
        if param.required and value in ("", []):
            raise errors.missing(param.name, where)
        values[param.name] = _checked_value(
            param, value, where, operation, unknown_code
        )
    for names in EXCLUSIVE:
        _require_compatible(values, names, pointer)
    return values


def require_one_of(body: Mapping[str, Any], *names: str) -> None:
    """Raise Refusal unless exactly one of ``names`` is given."""
    if not any(body.get(name) for name in names):
        raise errors.missing(names[0], f"/{names[0]}")
    _require_compatible(body, names, "")


def _require_compatible(
    values: Mapping[str, Any], names: tuple[str, ...], pointer: str
) -> None:
    given = [name for name in names if values.get(name)]
    if len(given) > 1:
        raise errors.invalid(
            f"{' and '.join(given)} cannot be used together.", f"{pointer}/{given[1]}"
        )


def _checked_value(
    param: Param, value: Any, where: str, operation: str, unknown_code: str
) -> Any:
    _require_type(param, value, where)
    if param.enum and value not in param.enum:
        raise errors.not_in_enum([str(one) for one in param.enum], where)
    _require_range(param, value, where)
    refusal = param.check(value, where) if param.check is not None else None
    if refusal is not None:
        raise refusal
    fields = _fields_of(param, value)
    if fields is not None:
        return checked(
            fields,
            value,
            operation=operation,
            unknown_code=unknown_code,
            pointer=where,
        )
    if param.items is not None:
        return [
            _checked_value(param.items, one, f"{where}/{at}", operation, unknown_code)
            for at, one in enumerate(value)
        ]
    return value


def _fields_of(param: Param, value: Any) -> tuple[Param, ...] | None:
    if param.shape is not None:
        return param.shape(value)
    if param.variants is None:
        return param.fields
    kind = choice("type", *param.variants, required=True)
    named = value.get("type")
    return (kind, *(param.variants.get(named, ()) if isinstance(named, str) else ()))


WHOLE = re.compile(r"-?[0-9]{1,19}")
"""A whole number in a text, of a length that some integer type holds."""
LARGEST = 2**31 - 1
"""docs: integers are of 32 bits (``format: int32``)."""
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "any": (object,),
}


def _require_type(param: Param, value: Any, where: str) -> None:
    is_wrong_bool = isinstance(value, bool) and param.kind in {"integer", "number"}
    if is_wrong_bool or not isinstance(value, TYPES[param.kind]):
        raise errors.invalid(f"The value must be of type {param.kind}.", where)


def _require_range(param: Param, value: Any, where: str) -> None:
    if param.kind == "integer" and abs(value) > LARGEST:
        raise errors.out_of_range(f"The maximum is {LARGEST}.", where)
    if param.minimum is not None and value < param.minimum:
        raise errors.out_of_range(f"The minimum is {param.minimum:g}.", where)
    if param.maximum is not None and value > param.maximum:
        raise errors.out_of_range(f"The maximum is {param.maximum:g}.", where)
    if param.min_length is not None and len(value) < param.min_length:
        raise errors.out_of_range(f"The shortest length is {param.min_length}.", where)
    if param.max_length is not None and len(value) > param.max_length:
        raise errors.out_of_range(f"The longest length is {param.max_length}.", where)
