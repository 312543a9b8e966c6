"""Both pagination styles of the API (docs: page[number]/page[size] and cursors)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from emulator.operations.params import WHOLE


def page_of(
    rows: Sequence[dict[str, Any]], query: dict[str, Any], *, default_size: int = 20
) -> dict[str, Any]:
    """Cut a page by number and size; ``page[limit]`` counts as a size."""
    size = query.get("page[size]") or query.get("page[limit]") or default_size
    number = query.get("page[number]", 1)
    start = (number - 1) * size
    return {
        "data": list(rows[start : start + size]),
        "meta": _numbers(number, size, len(rows)),
    }


def cursor_page_of(
    rows: Sequence[dict[str, Any]], query: dict[str, Any], *, path: str
) -> dict[str, Any]:
    """Cut a page by cursor. The cursor is the offset of a row, made opaque.

    The four numbers of the other style are told beside the cursors: clients that page
    this list by number would otherwise ask for its second page without end.
    """
    limit = query.get("page[limit]") or query.get("page[size]") or 20
    start = _start(query, limit)
    end = start + limit
    after = _cursor(end) if end < len(rows) else None
    before = _cursor(start) if start > 0 else None
    base = f"{path}?page[limit]={limit}"
    meta: dict[str, Any] = {
        "cursors": {
            name: cursor
            for name, cursor in (("after", after), ("before", before))
            if cursor
        },
        "total_items": len(rows),
        **_numbers(start // limit + 1, limit, len(rows)),
    }
    if after:
        meta["next"] = f"{base}&page[after]={quote(after)}"
    if before:
        meta["previous"] = f"{base}&page[before]={quote(before)}"
    return {"data": list(rows[start:end]), "meta": meta}


def _numbers(number: int, size: int, total: int) -> dict[str, int]:
    return {
        "page_number": number,
        "page_size": size,
        "total_pages": -(-total // size),
        "total_results": total,
    }


def _start(query: dict[str, Any], limit: int) -> int:
    if "page[after]" in query:
        return _offset(query["page[after]"])
    if "page[before]" in query:
        return max(0, _offset(query["page[before]"]) - limit)
    return int((query.get("page[number]", 1) - 1) * limit)


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"o{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    """The offset in a cursor; an invented cursor starts at the front."""
    try:
        decoded = base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        return 0
    offset = decoded.removeprefix("o")
    return int(offset) if WHOLE.fullmatch(offset) and offset[0] != "-" else 0
