"""Every row of every app, in words that are the same in each telling of a story."""

import base64
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

# What tells a row from others of its table, where no column is unique, or no one is
# readable. A number is added to rows that are told by the same words.
TOLD_BY = {
    "agents.Agent": ("user",),
    "agents.AgentStateChange": ("agent", "state"),
    "auth.Permission": ("content_type", "codename"),
    "callcontrol.Command": ("kind", "target", "purpose", "params"),
    "calls.Note": ("text",),
    "conferences.Conference": ("call",),
    "conferences.Participant": ("label",),
    "conferences.Supervision": ("supervisor", "role"),
    "contenttypes.ContentType": ("app_label", "model"),
    "queues.Offer": ("agent",),
    "queues.QueueEntry": ("queue",),
    "recordings.Recording": ("call",),
}
# Not what webhooks say, but how their delivery went.
OF_DELIVERY = ("callcontrol.ProviderHealth", "callcontrol.ClockCorrection")
# Commands are compared by a rule of their own; see `tests.facts.commands`.
COMMANDS = "callcontrol.Command"
# What may differ from one telling to another, each with its reason.
OF_ARRIVAL = {
    "callcontrol.Event.received_at": "when it arrived",
    "callcontrol.Event.applied_at": "when it was applied",
    "callcontrol.Event.handling_ms": "how long the handlers took",
    "callcontrol.Event.raw": "posted by the test; dials carry ids of this telling",
    "callcontrol.Event.signature": "posted by the test",
    "callcontrol.Event.signed_at": "posted by the test",
    "calls.Leg.doubted_at": "when our own sweep had reason to ask for it",
    "calls.Leg.asked_at": "when our own sweep asked for it",
    "queues.QueueEntry.revision": "how often it was corrected on the way",
    "queues.QueueEntry.counted_revision": "which correction was counted last",
    "recordings.Recording.archived_at": "when our own copy was made",
    "recordings.Recording.paused_for": "has the real time in it that answers took",
    "auth.User.password": "hashed anew for each floor",
    "sessions.Session.session_data": "made anew for each floor",
}
# Has the real time in it that an answer took, until the provider tells its own time:
# the second column is empty until then.
UNTIL_TOLD = {"recordings.Recording.started_at": "recording_id"}
SUFFIX_OF_ROOM = re.compile(r"\bcall-\d+-[0-9a-f]{8}\b")

Key = tuple[str, int | str]
Values = dict[str, Any]
Rows = dict[str, Values]


class Words:
    """Finds the words for rows, and puts them where a key of a row is meant."""

    def __init__(self, nicknames: dict[str, str]) -> None:
        # Ids of the provider, which are the same in each telling, to readable names.
        self._nicknames = nicknames
        self._tables: dict[str, dict[Any, models.Model]] = {}
        self._labels: dict[Key, str] = {}
        self._ids: dict[str, str] = {}
        for model in apps.get_models():
            table = {row.pk: row for row in model._base_manager.order_by("pk")}
            self._tables[model._meta.label] = table
        for command in self._tables[COMMANDS].values():
            self._note_command(command)
        for label, table in self._tables.items():
            self._number(label, table.values())

    def _note_command(self, command: Any) -> None:
        """Ids of commands differ: write what was asked for in their stead."""
        words = f"<{command.kind} {command.params.get('to', '')}>"
        self._ids[str(command.pk)] = words
        self._ids[base64.b64encode(str(command.pk).encode()).decode()] = words

    def _number(self, table: str, rows: Iterable[models.Model]) -> None:
        found = defaultdict(list)
        for row in rows:
            found[self._told_by(row)].append(row)
        for words, same in found.items():
            for number, row in enumerate(sorted(same, key=_age), start=1):
                more = f" #{number}" if number > 1 else ""
                self._labels[table, _plain(row.pk)] = words + more

    def _told_by(self, row: models.Model) -> str:
        names = TOLD_BY.get(row._meta.label)
        if names is None:
            unique = (
                field.name
                for field in row._meta.concrete_fields
                if field.unique and not field.primary_key
            )
            names = (next(unique, ""),)
        told = [self._value(row, name, is_deep=False) for name in names if name]
        words = " ".join(str(one) for one in told if one not in ("", None))
        return f"{row._meta.object_name} {words}".strip()

    def _value(self, row: models.Model, name: str, *, is_deep: bool = True) -> Any:
        field = row._meta.get_field(name)
        value = getattr(row, field.attname)  # type: ignore[union-attr]
        if isinstance(field, models.ForeignKey):
            return self.of(field.related_model, value, is_deep=is_deep)
        if isinstance(value, memoryview | bytes):
            value = bytes(value).decode()
        if isinstance(value, UUID):
            value = str(value)
        if isinstance(value, dict | list):
            return self.without_ids(json.dumps(self._told(value), sort_keys=True))
        return self.without_ids(value) if isinstance(value, str) else value

    def of(self, model: Any, pk: Any, *, is_deep: bool = True) -> str | None:
        """Return the words for the row that a foreign key points at."""
        if pk is None:
            return None
        label = model._meta.label
        if is_deep:
            return self._labels.get((label, _plain(pk)), f"no such {label}")
        row = self._tables[label].get(pk)
        return self._told_by(row) if row is not None else f"no such {label}"

    def without_ids(self, text: str) -> str:
        for known in (self._ids, self._nicknames):
            for identifier, words in known.items():
                if identifier in text:
                    text = text.replace(identifier, words)
        return SUFFIX_OF_ROOM.sub("<room>", text)

    def _told(self, value: Any) -> Any:
        """Write the call in a header of ours as its words."""
        if isinstance(value, list):
            return [self._told(one) for one in value]
        if not isinstance(value, dict):
            return value
        if value.get("name") == "X-Call":
            calls = self._tables["calls.Call"]
            known = int(value["value"]) in calls
            return {"X-Call": "of its call" if known else "of no call"}
        return {name: self._told(one) for name, one in value.items()}

    def rows(self, leave_out: Iterable[str] = OF_ARRIVAL) -> Rows:
        """Return the columns of all rows but commands, by the words for each."""
        left_out = set(leave_out)
        found: Rows = {}
        for table, rows in self._tables.items():
            if table in (COMMANDS, *OF_DELIVERY):
                continue
            for row in rows.values():
                label = self._labels[table, _plain(row.pk)]
                assert label not in found, label
                found[label] = self._columns(row, left_out)
        return found

    def commands(self) -> list[Values]:
        """Return all commands in the order in which they were given."""
        rows: list[Any] = list(self._tables[COMMANDS].values())
        ordered = sorted(rows, key=lambda row: (row.requested_at, row.kind))
        return [{**self._columns(row, set()), "id": str(row.pk)} for row in ordered]

    def _columns(self, row: models.Model, left_out: set[str]) -> Values:
        columns = {
            field.name: self._value(row, field.name)
            for field in row._meta.concrete_fields
            if not field.primary_key
            and f"{row._meta.label}.{field.name}" not in left_out
            and not _is_rough(row, field.name)
        }
        for field in row._meta.many_to_many:
            related = getattr(row, field.name).values_list("pk", flat=True)
            words = (self.of(field.related_model, pk) for pk in related)
            columns[field.name] = sorted(str(one) for one in words)
        return columns


def _is_rough(row: models.Model, name: str) -> bool:
    told = UNTIL_TOLD.get(f"{row._meta.label}.{name}")
    return told is not None and not getattr(row, told)


def _age(row: models.Model) -> tuple[str, str]:
    times = (
        getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if isinstance(field, models.DateTimeField)
    )
    first = next((at for at in times if at is not None), None)
    return (first.isoformat() if isinstance(first, datetime) else "", str(row.pk))


def _plain(pk: Any) -> int | str:
    return str(pk) if isinstance(pk, UUID) else pk


def differences(expected: Rows, found: Rows) -> list[str]:
    """Return one line for each column or row that is not as expected."""
    lines = []
    for label in sorted({*expected, *found}):
        if label not in found:
            lines.append(f"{label}: missing; expected {_short(expected[label])}")
        elif label not in expected:
            lines.append(f"{label}: one too many; {_short(found[label])}")
        else:
            lines += _columns_that_differ(label, expected[label], found[label])
    return lines


def _columns_that_differ(label: str, expected: Values, found: Values) -> list[str]:
    return [
        f"{label}: {name} {_word(found.get(name))} != {_word(expected.get(name))}"
        for name in sorted({*expected, *found})
        if expected.get(name) != found.get(name)
    ]


def _short(values: Values) -> str:
    said = {k: v for k, v in values.items() if v not in (None, "", False, 0, "{}")}
    return ", ".join(f"{name}={_word(value)}" for name, value in said.items())[:300]


def _word(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%H:%M:%S.%f")
    text = str(value)
    return text if len(text) <= 120 else f"{text[:117]}…"
