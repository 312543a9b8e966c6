"""All that one transaction reads and changes, each row once, and written at its end.

A run of events, an action of a person and the outcome of a command all work on the same
thing: the rows of some calls, read under the lock of each call. They are changed in
memory, and what changed is written together when the unit of work ends. So one event
after the other finds what the former has made of the rows, and how many of them share a
transaction cannot matter.

    with unit_of_work(now=now) as work:
        call = work.part(Calls).locked(pk)
        ...
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import JSONField, Model

from callcontrol.held import apply_held
from callcontrol.reactions import reactions_to
from callcontrol.registry import event_routes
from database.rows import change_all, insert, insert_all
from live.announce import announce

Part = TypeVar("Part")
Row = TypeVar("Row", bound=Model)


class UnitOfWork:
    """The rows of one transaction; made by `unit_of_work`.

    `now` is our clock. `is_quiet` says that Telnyx has had nothing to tell of these calls
    for some seconds: only then may something follow from what is *missing*.
    """

    def __init__(self, *, now: datetime, is_quiet: bool = False) -> None:
        self.now = now
        self.is_quiet = is_quiet
        self._parts: dict[type[Any], Any] = {}
        # By identity, in the order in which they came: what the database has of them.
        self._stored: dict[int, tuple[Model, dict[str, Any]]] = {}
        self._touched: dict[int, Any] = {}
        # Legs that this unit has made: events may have waited for them.
        self._known: set[str] = set()
        self._settle: list[Callable[[], None]] = []
        # Domain facts that were not told yet.
        self._told: list[object] = []

    def part(self, kind: Callable[["UnitOfWork"], Part]) -> Part:
        """Return this unit's only instance of an app's part, made at first."""
        key: Any = kind
        if key not in self._parts:
            self._parts[key] = kind(self)
        part: Part = self._parts[key]
        return part

    def keep(self, row: Row) -> Row:
        """Write what will be changed of a row that was read from the database."""
        self._stored[id(row)] = (row, values_of(row))
        return row

    def add(self, row: Row) -> Row:
        """Write a new row at the end; its key is known only then."""
        self._stored[id(row)] = (row, {})
        return row

    def insert(self, row: Row) -> Row:
        """Write a new row at once, where its key is needed now."""
        _take_keys(row)
        insert(row)
        self._note_written(row)
        return row

    def delete(self, row: Model) -> None:
        """Delete a row that is wrong by what is known now."""
        self._stored.pop(id(row), None)
        if row.pk is not None:
            type(row)._default_manager.filter(pk=row.pk).delete()

    def touch(self, call: Any) -> None:
        """Have the states of a call computed anew by `recompute`."""
        self._touched[id(call)] = call

    def note_known(self, call_control_id: str) -> None:
        """Note that a leg is known now, so that what was held back for it is applied."""
        self._known.add(call_control_id)

    def take_known(self) -> set[str]:
        known, self._known = self._known, set()
        return known

    def tell(self, fact: object) -> None:
        """Tell those above that something became true, when the rows are written."""
        self._told.append(fact)

    def react(self) -> bool:
        """Let those above react to what was told; False when nothing was."""
        told, self._told = self._told, []
        for fact in told:
            for reaction in reactions_to(fact):
                reaction(fact, self)
        return bool(told)

    def recompute(self) -> None:
        """Compute the states of what was touched from its facts, bottom layer first.

        What follows from a change may touch another call, which is then computed too.
        """
        steps = event_routes().recompute
        while self._touched:
            _, call = self._touched.popitem()
            for step in steps:
                step(call, self)

    def before_flush(self, settle: Callable[[], None]) -> None:
        """Have something brought up to date before rows are written."""
        self._settle.append(settle)

    def flush(self) -> None:
        """Bring everything up to date, and write what has changed."""
        for settle in self._settle:
            settle()
        self.write()

    def write(self) -> None:
        """Write what has changed; rows that others refer to go first.

        Changes come before new rows: a state that the database allows once is left by
        one row before the next one takes it.
        """
        changed = [(row, old) for row, old in self._stored.values() if old]
        fresh = [row for row, old in self._stored.values() if not old]
        waiting = self._write_changes(changed)
        while fresh:
            ready = [row for row in fresh if not _awaits_key(row)]
            fresh = [row for row in fresh if _awaits_key(row)]
            if not ready:
                raise ValueError(f"these wait for keys of rows never added: {fresh!r}")
            self._write_new(ready)
        self._write_changes(waiting)

    def _write_changes(
        self, changed: list[tuple[Model, dict[str, Any]]]
    ) -> list[tuple[Model, dict[str, Any]]]:
        """Write changed rows; return those that refer to one that has no key yet."""
        waiting, changes = [], []
        for row, old in changed:
            if _awaits_key(row):
                waiting.append((row, old))
                continue
            _take_keys(row)
            values = changes_of(row, old)
            if values:
                changes.append((row, values))
        change_all(changes)
        for row, _ in changes:
            self._note_written(row)
        return waiting

    def _write_new(self, rows: list[Model]) -> None:
        tables: dict[type[Model], list[Model]] = {}
        for row in rows:
            _take_keys(row)
            tables.setdefault(type(row), []).append(row)
        for alike in tables.values():
            insert_all(alike)
        for row in rows:
            self._note_written(row)

    def _note_written(self, row: Model) -> None:
        self._stored[id(row)] = (row, values_of(row))
        topics_of = event_routes().shown_on.get(type(row))
        if topics_of is not None:
            announce(*topics_of(row))


@contextmanager
def unit_of_work(*, now: datetime, is_quiet: bool = False) -> Iterator[UnitOfWork]:
    """Open a transaction; at its end compute what was touched and write what changed."""
    with transaction.atomic():
        work = UnitOfWork(now=now, is_quiet=is_quiet)
        yield work
        work.recompute()
        while known := work.take_known():
            apply_held(known, work)
        work.flush()
        while work.react():
            work.recompute()
            work.flush()


def values_of(row: Model) -> dict[str, Any]:
    """Return the values of a row by attribute (`queue_id`, not `queue`).

    What is mutable is copied, so that a change of it is seen.
    """
    names, mutable = _columns(type(row))
    state = row.__dict__
    values = {name: state[name] for name in names}
    for name in mutable:
        if values[name]:
            values[name] = deepcopy(values[name])
    return values


def changes_of(row: Model, old: dict[str, Any]) -> dict[str, Any]:
    """Return what is no longer as it was, by attribute."""
    state = row.__dict__
    return {name: state[name] for name, value in old.items() if state[name] != value}


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the attributes of all columns, and of those that hold lists and the like."""
    fields = model._meta.concrete_fields
    mutable = [field.attname for field in fields if isinstance(field, JSONField)]
    return tuple(field.attname for field in fields), tuple(mutable)


def _awaits_key(row: Model) -> bool:
    return any(related.pk is None for _, related in _related(row))


def _take_keys(row: Model) -> None:
    """Take over the keys that rows got since they were assigned to this one."""
    for attribute, related in _related(row):
        setattr(row, attribute, related.pk)


def _related(row: Model) -> Iterator[tuple[str, Model]]:
    """Return the rows assigned to foreign keys whose key is not taken over yet."""
    for attribute, name in _relations(type(row)):
        if getattr(row, attribute) is None:
            related = row._state.fields_cache.get(name)
            if related is not None:
                yield attribute, related


@cache
def _relations(model: type[Model]) -> tuple[tuple[str, str], ...]:
    fields = model._meta.concrete_fields
    return tuple((field.attname, field.name) for field in fields if field.is_relation)
