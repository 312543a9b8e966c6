"""Names that nobody has twice, however they are written."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from typing_extensions import override

from text.folding import folded
from text.plain import plain

# A letter may fold to several, so a key is longer than its name. What two names differ
# in only after so many characters does not tell them apart.
LONGEST_KEY = 255
UNSEEN = "Write a name that can be seen."
TAKEN = "{name} exists already; case, width and accents make no difference."


def key_of(name: str) -> str:
    """Return what two spellings of the same name have in common."""
    return folded(name)[:LONGEST_KEY]


class NameKeyField(models.CharField):  # type: ignore[type-arg]
    """The key of the row's name, written anew each time that the row is saved.

    `QuerySet.update` saves no row: who renames has to save.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {"max_length": LONGEST_KEY, "unique": True, "editable": False}
        super().__init__(*args, **{**given, **kwargs})

    @override
    def deconstruct(self) -> Any:
        """Say that it need not be unique, which is what Django takes for usual."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {"unique": self.unique, **kwargs}

    @override
    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = key_of(model_instance.name)
        setattr(model_instance, self.attname, key)
        return key


class UniquelyNamed(models.Model):
    """A row with a `name` that no other row of its table has."""

    name_key = NameKeyField()

    class Meta:
        abstract = True

    @override
    def clean(self) -> None:
        """Raise ValidationError at `name`, in words of ours."""
        super().clean()
        trouble = name_trouble(type(self), getattr(self, "name", ""), but=self.pk)
        if trouble:
            raise ValidationError({"name": trouble})


def name_trouble(model: type[models.Model], name: str, *, but: Any = None) -> str:
    """Return why a row may not have this name, in one sentence; empty when it may.

    `but` is the key of the row that is renamed, None for a new one.
    """
    if not folded(name):
        return UNSEEN
    others = model._default_manager.filter(name_key=key_of(name)).exclude(pk=but)
    other = others.first()
    return TAKEN.format(name=plain(getattr(other, "name", ""))) if other else ""


def numbered(name: str, taken: Collection[str], *, longest: int) -> str:
    """Return the name, or the name with the first number that makes it nobody else's.

    `taken` are the keys of the others.
    """
    given, number = name.strip(), 1
    while key_of(name) in taken:
        number += 1
        end = f" {number}"
        name = f"{given[: longest - len(end)]}{end}".strip()
    return name


def give_keys(rows: Any, *, longest: int) -> None:
    """Fill the keys of a table that had none, for a migration.

    The oldest of rows that clash keeps its name, each other is numbered.
    """
    taken: set[str] = set()
    for row in rows.order_by("pk").iterator(500):
        name = numbered(row.name, taken, longest=longest)
        taken.add(key_of(name))
        rows.filter(pk=row.pk).update(name=name, name_key=key_of(name))
