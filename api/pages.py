"""Pages by cursor: what is added meanwhile moves nothing."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet

from api.problems import Problem
from api.shapes import Page

Item = TypeVar("Item")
MOST = 200
LARGEST_KEY = 2**63 - 1


def page_of(
    rows: QuerySet[Any], show: Callable[[Any], Item], cursor: str, limit: int
) -> Page[Item]:
    """Return the newest rows first, those that come after `cursor`; raises Problem."""
    after = rows.order_by("-pk")
    if cursor:
        after = after.filter(pk__lt=_key(cursor))
    found = list(after[: limit + 1])
    shown = found[:limit]
    more = _cursor(shown[-1].pk) if len(found) > limit else None
    return Page(items=[show(row) for row in shown], next=more)


def _cursor(key: int) -> str:
    return base64.urlsafe_b64encode(f"k{key}".encode()).decode().rstrip("=")


def _key(cursor: str) -> int:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), "-_", validate=True)
        mark, key = text[:1], int(text[1:].decode("ascii"))
    except (binascii.Error, ValueError):
        mark, key = b"", 0
    if mark != b"k" or not 0 < key <= LARGEST_KEY:
        raise Problem(422, "invalid_cursor", "This cursor is none of ours.")
    return key
