"""Whole numbers with bounds that fit their meaning, whatever a row holds."""

import logging
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BigIntegerField, ExpressionWrapper, F, Q
from django.utils.functional import cached_property
from typing_extensions import override

logger = logging.getLogger(__name__)


class BoundedIntegerField(models.PositiveIntegerField):  # type: ignore[type-arg]
    """A number that a person sets, from `least` to `most`, both included.

    A form refuses what lies outside. A row that holds such a number all the same, since
    it was written past the forms or when other bounds held, is read as the nearest
    number that is allowed: nothing calculates with the other one, and no event fails
    because of it. `stored_outside` finds such rows.

    SQL that uses the column, such as F(), has what is stored and has to mind itself.
    """

    non_db_attrs = (*models.PositiveIntegerField.non_db_attrs, "least", "most")

    def __init__(self, *args: Any, least: int, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(*args, **kwargs)

    @override
    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "least": self.least, "most": self.most}

    @cached_property
    def validators(self) -> list[Any]:  # type: ignore[explicit-override]
        """Our own bounds alone; they lie within those of every database."""
        return [MinValueValidator(self.least), MaxValueValidator(self.most)]

    @override
    def formfield(self, **kwargs: Any) -> Any:
        # A browser does not send what it cannot read as a number, so it would be lost.
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        bounds = {"min_value": self.least, "max_value": self.most, "widget": widget}
        return super().formfield(**{**bounds, **kwargs})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        if value is None or self.allows(value):
            return value  # type: ignore[no-any-return]
        used = self.nearest(value)
        _note(str(self), str(value)[:40], used)
        return used

    def allows(self, value: Any) -> bool:
        return isinstance(value, int) and self.least <= value <= self.most

    def nearest(self, value: Any) -> int:
        """Return the allowed number that is nearest; the default for no number at all."""
        try:
            return int(min(max(value, self.least), self.most))
        except (TypeError, ValueError):
            return int(self.get_default())


@cache
def _note(field: str, stored: str, used: int) -> None:
    """Tell the log, once in the life of a process."""
    logger.warning("%s holds %s; %s is used instead.", field, stored, used)


class Outside(NamedTuple):
    """A row's number that is not allowed: as it is stored, and as it is used."""

    pk: int
    field: str
    label: str
    stored: int
    used: int


def bounded_fields(model: type[models.Model]) -> list[BoundedIntegerField]:
    found = model._meta.get_fields()
    return [one for one in found if isinstance(one, BoundedIntegerField)]


def stored_outside(model: type[models.Model]) -> list[Outside]:
    """Return every number of the model's rows that lies outside; one query."""
    fields = bounded_fields(model)
    is_outside = Q()
    for one in fields:
        is_outside |= ~Q(**{f"{one.name}__range": (one.least, one.most)})
    as_stored = {
        f"stored_{one.name}": ExpressionWrapper(F(one.name), BigIntegerField())
        for one in fields
    }
    rows = model._default_manager.filter(is_outside).annotate(**as_stored)
    return [
        found
        for pk, *stored in rows.values_list("pk", *as_stored)
        for found in _outside(pk, fields, stored)
    ]


def _outside(
    pk: int, fields: list[BoundedIntegerField], stored: list[Any]
) -> Iterator[Outside]:
    for one, value in zip(fields, stored, strict=True):
        if not one.allows(value):
            label = str(one.verbose_name)
            yield Outside(pk, one.name, label, value, one.nearest(value))
