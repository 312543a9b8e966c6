"""Every webhook type and who hears it. One of the two tables to read first.

The handlers of one event run in this order, bottom layer first, in one transaction.
A type in IGNORED is kept and means nothing to the product; one that is in neither
table is kept, counted, and shown as unknown.
"""

from typing import Any

ROUTES: dict[str, tuple[Any, ...]] = {}

IGNORED: frozenset[str] = frozenset()

# Purpose of a command → who hears that it was accepted or came to nothing.
OUTCOMES: dict[str, Any] = {}
