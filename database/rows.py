"""Statements about one row whose text has been written before.

Django composes the text of each statement anew, which takes several times as long as the
database needs to execute it; and every event of a call writes some rows of its own.
Here the text is composed once for a table and a choice of columns. The fields prepare
the values as they do for Django's own statements. Signals are not sent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

Fields = tuple["Field[Any, Any]", ...]
# SQLite takes 32,766 parameters; no table of ours has as many as 60 columns.
_MOST_ROWS = 500


def insert(row: Model) -> None:
    """Insert a new row; a key that the database counts is set on it."""
    insert_all([row])


def insert_all(rows: Sequence[Model]) -> None:
    """Insert new rows of one table in one statement, in this order.

    Keys that the database counts are set: either all rows have a key, or none.
    """
    for some in _portions(rows):
        is_counted = some[0].pk is None
        fields = _all_fields(type(some[0]), with_key=not is_counted)
        text = _insert_into(type(some[0]), fields, len(some))
        with connection.cursor() as cursor:
            cursor.execute(text, _new_values(some, fields))
            if is_counted:
                # In the order of the rows, on which Django's bulk_create relies as well.
                for row, (key,) in zip(some, cursor.fetchall(), strict=True):
                    row.pk = key
        for row in some:
            row._state.adding, row._state.db = False, connection.alias


def insert_new(rows: Sequence[Model], *, told_apart_by: str) -> set[Any]:
    """Insert the rows of one table that have none like them; return which those are.

    `told_apart_by` is a unique column: the values of the rows that were inserted are
    returned. A key that the database counts is not set.
    """
    new: set[Any] = set()
    for some in _portions(rows):
        fields = _all_fields(type(some[0]), with_key=some[0].pk is not None)
        text = _insert_unless(type(some[0]), fields, len(some), told_apart_by)
        with connection.cursor() as cursor:
            cursor.execute(text, _new_values(some, fields))
            new.update(value for (value,) in cursor.fetchall())
    return new


def change(row: Model, **values: Any) -> None:
    """Set these columns of a row that is in the database, here and there.

    The names are those of attributes (`queue_id`, not `queue`). Raises DoesNotExist when
    the row has gone.
    """
    change_all([(row, values)])
    for name, value in values.items():
        setattr(row, name, value)


def change_all(
    changes: Iterable[tuple[Model, Mapping[str, Any]]], *, found_by: str = ""
) -> None:
    """Set columns of rows in the database, those of like kind together.

    The names are those of attributes, as for `change`; `found_by` is a unique column by
    which the rows are found, the key unless it is given. Raises DoesNotExist when a row
    has gone.
    """
    alike: dict[tuple[type[Model], tuple[str, ...]], list[Model]] = {}
    values_of: dict[int, Mapping[str, Any]] = {}
    for row, values in changes:
        alike.setdefault((type(row), tuple(values)), []).append(row)
        values_of[id(row)] = values
    for (model, names), rows in alike.items():
        key = found_by or model._meta.pk.attname
        wanted = [[*values_of[id(row)].values(), getattr(row, key)] for row in rows]
        _update_all(model, _fields(model, (*names, key)), wanted, rows)


def _update_all(
    model: type[Model],
    fields: Fields,
    values: Iterable[Sequence[Any]],
    rows: Sequence[Model],
) -> None:
    """The last of the fields is that by which a row is found."""
    parameters = [_prepared(fields, one) for one in values]
    count = len(parameters)
    with connection.cursor() as cursor:
        if count == 1:
            cursor.execute(_update(model, fields), parameters[0])
        elif connection.vendor == "postgresql":
            # Many at once cost its driver as much by the row as one statement each.
            text = _update_from(model, fields, count)
            cursor.execute(text, [value for some in parameters for value in some])
        else:
            cursor.executemany(_update(model, fields), parameters)
        if cursor.rowcount != count:
            raise model.DoesNotExist(f"One of {rows!r} has gone")  # type: ignore[attr-defined]


def has_row(model: type[Model], **values: Any) -> bool:
    """Whether any row has these values: asked where mostly none has.

    The names are those of attributes, as for `change`.
    """
    fields = _fields(model, tuple(values))
    with connection.cursor() as cursor:
        cursor.execute(_select_one(model, fields), _prepared(fields, values.values()))
        return cursor.fetchone() is not None


def _portions(rows: Sequence[Model]) -> Iterator[Sequence[Model]]:
    """Cut rows into as many as one statement may have parameters for."""
    for start in range(0, len(rows), _MOST_ROWS):
        yield rows[start : start + _MOST_ROWS]


def _new_values(rows: Sequence[Model], fields: Fields) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]


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
def _insert_into(model: type[Model], fields: Fields, count: int) -> str:
    return f"{_insert(model, fields, count)} RETURNING {_column(model._meta.pk)}"


@cache
def _insert_unless(
    model: type[Model], fields: Fields, count: int, told_apart_by: str
) -> str:
    unique = _column(_fields(model, (told_apart_by,))[0])
    insert = _insert(model, fields, count)
    return f"{insert} ON CONFLICT DO NOTHING RETURNING {unique}"


def _insert(model: type[Model], fields: Fields, count: int) -> str:
    columns = ", ".join(_column(field) for field in fields)
    places = ", ".join("%s" for _ in fields)
    rows = ", ".join([f"({places})"] * count)
    return f"INSERT INTO {_table(model)} ({columns}) VALUES {rows}"  # noqa: S608


@cache
def _update(model: type[Model], fields: Fields) -> str:
    """The last of the fields is the key."""
    *others, key = map(_column, fields)
    changes = ", ".join(f"{column} = %s" for column in others)
    return f"UPDATE {_table(model)} SET {changes} WHERE {key} = %s"  # noqa: S608


@cache
def _update_from(model: type[Model], fields: Fields, count: int) -> str:
    """The last of the fields is the key; the first row says of what type the values are."""
    columns = [_column(field) for field in fields]
    first = ", ".join(f"%s::{_type(field)}" for field in fields)
    other = ", ".join("%s" for _ in fields)
    rows = ", ".join([f"({first})", *[f"({other})"] * (count - 1)])
    changes = ", ".join(f"{column} = new.{column}" for column in columns[:-1])
    table, key = _table(model), columns[-1]
    return (
        f"UPDATE {table} SET {changes} FROM (VALUES {rows}) "  # noqa: S608
        f"AS new ({', '.join(columns)}) WHERE {table}.{key} = new.{key}"
    )


@cache
def _select_one(model: type[Model], fields: Fields) -> str:
    wanted = " AND ".join(f"{_column(field)} = %s" for field in fields)
    return f"SELECT 1 FROM {_table(model)} WHERE {wanted} LIMIT 1"  # noqa: S608


def _type(field: "Field[Any, Any]") -> str:
    """A cast to a text of so many letters would cut it off without a word."""
    kind = str(field.rel_db_type(connection))
    return "text" if kind.startswith("varchar") else kind


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))
