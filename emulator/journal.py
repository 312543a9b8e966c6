"""What happened, in order: the oracle for every test of reliability."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Any


class Journal:
    """A bounded list of entries, numbered from 1."""

    def __init__(self, capacity: int) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=capacity)
        self._last = 0

    def add(self, kind: str, at: str, **facts: Any) -> dict[str, Any]:
        """Append an entry and return it; an event's entry gets its deliveries later."""
        self._last += 1
        entry = {"n": self._last, "kind": kind, "at": at, **facts}
        self._entries.append(entry)
        return entry

    def after(self, number: int) -> list[dict[str, Any]]:
        """The entries numbered above ``number``, oldest first."""
        first = self._last - len(self._entries)
        return list(islice(self._entries, max(number - first, 0), None))

    @property
    def last(self) -> int:
        return self._last
