"""What differs between a thing before and after. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

# A text, or the items of a list, such as the members of a team.
Value = str | tuple[str, ...]
BETWEEN = ", "


@dataclass(frozen=True)
class Change:
    """Of a list, `old` are those that went and `new` those that came."""

    field: str
    old: str
    new: str
    is_list: bool = False


def differences(
    before: Mapping[str, Value], after: Mapping[str, Value]
) -> list[Change]:
    """Return the fields that say something else now, in their order."""
    names = dict.fromkeys((*before, *after))
    return [
        _change(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def _change(name: str, old: Value, new: Value) -> Change:
    if isinstance(old, str) and isinstance(new, str):
        return Change(name, old, new)
    olds, news = _items(old), _items(new)
    went = BETWEEN.join(item for item in olds if item not in news)
    came = BETWEEN.join(item for item in news if item not in olds)
    return Change(name, went, came, is_list=True)


def _items(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def summary(values: Mapping[str, Value], labels: Mapping[str, str]) -> str:
    """Return everything that is set, in one text: what was added, or is gone."""
    said = {name: BETWEEN.join(_items(value)) for name, value in values.items()}
    return "; ".join(
        f"{labels.get(name, name)}: {text}" for name, text in said.items() if text
    )
