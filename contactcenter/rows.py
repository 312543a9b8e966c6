"""Statements about one row whose text has been written before.

Django composes the text of each statement anew, which takes several times as long as the
database needs to execute it; and every event of a call writes some rows of its own.
Here the text is composed once for a table and a choice of columns. The fields prepare
the values as they do for Django's own statements. Signals are not sent.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

Fields = tuple["Field[Any, Any]", ...]


def insert(row: Model) -> None:
    """Insert a new row; a key that the database counts is set on it."""
    is_counted = row.pk is None
    fields = _all_fields(type(row), with_key=not is_counted)
    values = (field.pre_save(row, add=True) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(_insert_into(type(row), fields), _prepared(fields, values))
        if is_counted:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def insert_new(row: Model) -> bool:
    """Insert a row unless one like it is there; return whether it was inserted.

    What makes two rows alike are the unique columns of the table. A key that the
    database counts is not set.
    """
    fields = _all_fields(type(row), with_key=row.pk is not None)
    values = (field.pre_save(row, add=True) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(_insert_unless(type(row), fields), _prepared(fields, values))
        return bool(cursor.rowcount == 1)


def change(row: Model, **values: Any) -> None:
    """Set these columns of a row that is in the database, here and there.

    The names are those of attributes (`queue_id`, not `queue`). Raises DoesNotExist when
    the row has gone.
    """
    fields = _fields(type(row), tuple(values))
    with connection.cursor() as cursor:
        prepared = _prepared(fields, values.values())
        cursor.execute(_update(type(row), fields), [*prepared, row.pk])
        if cursor.rowcount != 1:
            raise row.DoesNotExist(f"{row!r} has gone")  # type: ignore[attr-defined]
    for name, value in values.items():
        setattr(row, name, value)


def has_row(model: type[Model], **values: Any) -> bool:
    """Whether any row has these values: asked where mostly none has.

    The names are those of attributes, as for `change`.
    """
    fields = _fields(model, tuple(values))
    with connection.cursor() as cursor:
        cursor.execute(_select_one(model, fields), _prepared(fields, values.values()))
        return cursor.fetchone() is not None


def _prepared(fields: Fields, values: Iterable[Any]) -> list[Any]:
    pairs = zip(fields, values, strict=True)
    return [field.get_db_prep_save(value, connection) for field, value in pairs]


@cache
def _all_fields(model: type[Model], *, with_key: bool) -> Fields:
    fields = model._meta.concrete_fields
    return tuple(field for field in fields if with_key or not field.primary_key)


@cache
def _fields(model: type[Model], names: tuple[str, ...]) -> Fields:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(by_name[name] for name in names)


@cache
def _insert_into(model: type[Model], fields: Fields) -> str:
    return f"{_insert(model, fields)} RETURNING {_column(model._meta.pk)}"


@cache
def _insert_unless(model: type[Model], fields: Fields) -> str:
    return f"{_insert(model, fields)} ON CONFLICT DO NOTHING"


def _insert(model: type[Model], fields: Fields) -> str:
    columns = ", ".join(_column(field) for field in fields)
    places = ", ".join("%s" for _ in fields)
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})"  # noqa: S608


@cache
def _update(model: type[Model], fields: Fields) -> str:
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    key = _column(model._meta.pk)
    return f"UPDATE {_table(model)} SET {changes} WHERE {key} = %s"  # noqa: S608


@cache
def _select_one(model: type[Model], fields: Fields) -> str:
    wanted = " AND ".join(f"{_column(field)} = %s" for field in fields)
    return f"SELECT 1 FROM {_table(model)} WHERE {wanted} LIMIT 1"  # noqa: S608


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))
