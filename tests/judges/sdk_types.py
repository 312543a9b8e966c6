"""Validators made from the SDK's types, stricter than the SDK is with itself.

The SDK sends whatever it is given and keeps whatever comes back. Here a request may
hold no field that the SDK does not name, and no null; an answer must have the declared
types without coercion, and a field that the SDK does not declare is reported.
"""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, Required, Union, get_args, get_origin

import pydantic
import typing_extensions
from pydantic import ConfigDict, Field, create_model
from telnyx._types import SequenceNotStr
from telnyx._utils import PropertyInfo

SENT = ConfigDict(extra="forbid", strict=True)
# Query parameters are text; "25" is a right integer there.
ASKED = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
LISTS: tuple[Any, ...] = (SequenceNotStr, Iterable, Sequence, list)
WRAPPERS: tuple[Any, ...] = (
    Required,
    typing.NotRequired,
    typing_extensions.Required,
    typing_extensions.NotRequired,
)


@cache
def body_model(params: type, keys: frozenset[str]) -> type[pydantic.BaseModel]:
    """A model of the JSON body that the SDK makes of these keys of `params`."""
    return model_of(params, SENT, keys)


@cache
def query_model(params: type, keys: frozenset[str]) -> type[pydantic.BaseModel]:
    return model_of(params, ASKED, keys)


def model_of(
    params: type, config: ConfigDict, keys: frozenset[str] | None = None
) -> type[pydantic.BaseModel]:
    hints = typing_extensions.get_type_hints(params, include_extras=True)
    fields: dict[str, Any] = {
        # Names of our own, since a key may be a keyword or shadow a method.
        f"field_{number}": (
            on_the_wire(hint, config),
            Field(... if is_required(hint) else None, alias=wire_name(key, hint)),
        )
        for number, (key, hint) in enumerate(hints.items())
        if keys is None or key in keys
    }
    model: type[pydantic.BaseModel] = create_model(
        params.__name__, __config__=config, **fields
    )
    return model


def is_required(hint: Any) -> bool:
    """Whether the hint says so; the SDK's own `__required_keys__` are empty."""
    return get_origin(hint) in (Required, typing_extensions.Required)


def wire_name(key: str, hint: Any) -> str:
    """The key as it is sent: `PropertyInfo(alias=…)`, else the key itself."""
    for found in annotations_in(hint):
        if isinstance(found, PropertyInfo) and found.alias:
            return found.alias
    return key


def annotations_in(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in WRAPPERS:
        yield from annotations_in(get_args(hint)[0])
    elif get_origin(hint) is typing.Annotated:
        yield from get_args(hint)[1:]
        yield from annotations_in(get_args(hint)[0])


def on_the_wire(hint: Any, config: ConfigDict) -> Any:
    """Turn a type of the SDK's parameters into one that pydantic can check."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in WRAPPERS or origin is typing.Annotated:
        return on_the_wire(arguments[0], config)
    if origin is Literal:
        return hint
    if origin in (Union, types.UnionType):
        return Union[tuple(on_the_wire(one, config) for one in arguments)]  # noqa: UP007
    if origin in LISTS or (origin and issubclass(origin, Sequence)):
        return list[on_the_wire(arguments[0], config)]  # type: ignore[misc]
    if origin in (dict, Mapping):
        return dict[str, on_the_wire(arguments[1], config)]  # type: ignore[misc]
    if typing_extensions.is_typeddict(hint):
        return model_of(hint, config)
    return hint


def faults(error: pydantic.ValidationError) -> list[str]:
    """One line for each fault: where it is, what was expected, what was found.

    A value that fits no member of a union is reported once, not once per member.
    """
    lines: dict[str, str] = {}
    for fault in error.errors(include_url=False):
        where = ".".join(str(part) for part in fault["loc"])
        lines.setdefault(where, f"{where}: {fault['msg']} (got {fault['input']!r:.60})")
    return list(lines.values())


def answer_faults(model: Any, answer: bytes) -> list[str]:
    """Compare an answer with the SDK's model of it: types, enums, unknown fields."""
    adapter = pydantic.TypeAdapter(model)
    try:
        value = adapter.validate_json(answer, strict=True)
    except pydantic.ValidationError as error:
        return faults(error)
    return [f"{path}: not in the SDK" for path in undeclared(value)]


def undeclared(value: Any, path: str = "") -> Iterator[str]:
    """Paths of the fields that the model keeps although it does not know them."""
    if isinstance(value, list):
        for item in value:
            yield from undeclared(item, f"{path}[]")
    elif isinstance(value, pydantic.BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name}".lstrip(".")
        for name in type(value).model_fields:
            yield from undeclared(getattr(value, name), f"{path}.{name}".lstrip("."))


def nested(query: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`page[size]=5` as `{"page[size]": "5"}`, `filter[a][b]=1` as nested dictionaries.

    The SDK names page parameters flat and filters nested.
    """
    tree: dict[str, Any] = {}
    for name, value in query:
        if name.startswith("page["):
            tree[name] = value
            continue
        first, *rest = name.replace("]", "").split("[")
        place = tree
        for part in (first, *rest)[:-1]:
            place = place.setdefault(part, {})
        place[(first, *rest)[-1]] = value
    return tree
