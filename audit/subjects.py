"""Kinds of things whose changes are noted: what of each, and in which words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import models

from audit.changes import Value

Row = TypeVar("Row", bound=models.Model)


class Thing(NamedTuple):
    """One thing of a kind: its key, and what it is called."""

    kind: str
    key: object = ""
    name: str = ""


@dataclass(frozen=True)
class Subject(Generic[Row]):
    """`values` reads what a row says now, by the names of the fields of its form.

    `labels` are words for those names. Several may share a kind, each with its fields.
    """

    kind: str
    label: str
    model: type[Row]
    values: Callable[[Row], Mapping[str, Value]]
    labels: Mapping[str, str] = field(default_factory=dict)
    name: Callable[[Row], str] = str
    # Tables that `values` reads besides, for one query instead of many.
    related: tuple[str, ...] = ()

    def thing(self, row: Row) -> Thing:
        return Thing(self.kind, row.pk, self.name(row))


def fields_of(
    row: models.Model, names: Iterable[str], **more: Value
) -> dict[str, Value]:
    """Return what some fields of a row say, as people read it."""
    return {name: _words(row, name) for name in names} | more


def labels_of(model: type[models.Model], names: Iterable[str]) -> dict[str, str]:
    """Return the words for some fields of a model."""
    return {name: str(model._meta.get_field(name).verbose_name) for name in names}  # type: ignore[union-attr]


def _words(row: models.Model, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value: Any = shown() if shown else getattr(row, name)
    return words(value)


def words(value: Any) -> str:
    """Return a value as it stands in the record; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value)
