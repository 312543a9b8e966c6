"""Lists that come in pages, as iterators that fetch the next page when it is needed."""

from collections.abc import Iterator, Mapping

from provider.client.transport import Transport
from provider.shapes import Json, mapping, mappings, text, whole

LARGEST_PAGE = 250

Filters = Mapping[str, str | int]


def numbered(
    transport: Transport, path: str, query: Filters | None = None
) -> Iterator[Json]:
    """Walk pages by number; `meta.total_pages` says when to stop."""
    number = 1
    while True:
        answer = transport.send(
            "GET",
            path,
            query={**(query or {}), "page[number]": number, "page[size]": LARGEST_PAGE},
        )
        items = mappings(answer.get("data"))
        yield from items
        total = whole(mapping(answer.get("meta")).get("total_pages")) or 1
        if not items or number >= total:
            return
        number += 1


def by_cursor(transport: Transport, path: str) -> Iterator[Json]:
    """Walk pages by cursor.

    Active calls are listed this way although the document also names page numbers: its
    meta has no page count, so walking by number would never end (Telnyx: List active
    calls).
    """
    query: dict[str, str | int] = {"page[limit]": LARGEST_PAGE}
    seen: set[str] = set()
    while True:
        answer = transport.send("GET", path, query=query)
        items = mappings(answer.get("data"))
        yield from items
        after = text(mapping(mapping(answer.get("meta")).get("cursors")).get("after"))
        if not items or not after or after in seen:
            return
        seen.add(after)
        query["page[after]"] = after


def filters(**values: str | int | None) -> dict[str, str | int]:
    """Spell filters as Telnyx does: `filter[name]`, and `a__gte` as `filter[a][gte]`."""
    spelled = {}
    for name, value in values.items():
        if value is not None:
            inner = "][".join(name.rstrip("_").split("__"))
            spelled[f"filter[{inner}]"] = value
    return spelled
