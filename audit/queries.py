"""Read the record: what was changed last of a thing, and whether the chain holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet

from audit.hashes import BEGINNING, digest_of
from audit.models import AuditRow, Seal

# A row may be written before another one and be there after it; so far back is looked.
LOOK_BACK = 1000
# A sweep seals every second.
SEALED_WITHIN = timedelta(minutes=1)
MOST_LOOKED_AT = 500
BATCH = 500


def unsealed() -> QuerySet[AuditRow]:
    """Return the rows that have no seal yet, oldest first; looks at few of the others."""
    newest = Seal.objects.order_by("-position").values_list("row_id", flat=True).first()
    rows = AuditRow.objects.filter(pk__gt=(newest or 0) - LOOK_BACK, seal=None)
    return rows.order_by("pk")


def last_changes(kind: str, key: object) -> dict[str, AuditRow]:
    """Return the last change of each field of a thing."""
    rows = AuditRow.objects.filter(kind=kind, subject=str(key), action="changed")
    latest: dict[str, AuditRow] = {}
    for row in rows.select_related("actor")[:MOST_LOOKED_AT]:
        latest.setdefault(row.field, row)
    return latest


@dataclass(frozen=True)
class Head:
    """The end of the chain: whoever keeps it elsewhere sees when rows behind it go."""

    position: int
    digest: str


def head() -> Head:
    last = Seal.objects.order_by("-position").first()
    return Head(last.position, last.digest) if last else Head(0, BEGINNING)


def flaws(now: datetime, anchor: Head | None = None) -> Iterator[str]:
    """Return a sentence for everything that does not fit, in the order of the chain."""
    yield from _flaws_of_seals(anchor)
    yield from _never_sealed(now)


def _flaws_of_seals(anchor: Head | None) -> Iterator[str]:
    position, digest = 0, BEGINNING
    for seal, row in _chain():
        if seal.position != position + 1:
            yield f"The seals {position + 1} to {seal.position - 1} are missing."
        if row is None:
            yield f"Row {seal.row_id} is missing; seal {seal.position} is of it."
        elif digest_of(digest, seal.position, row.said) != seal.digest:
            yield (
                f"R{str(row)[1:]} does not fit its seal, {seal.position}: it was "
                "touched, or the row before it was touched and sealed anew."
            )
        position, digest = seal.position, seal.digest
        if anchor and anchor.position == position and anchor.digest != digest:
            yield f"Seal {position} is not the one that was noted elsewhere."
    if anchor and anchor.position > position:
        yield f"The chain ends at {position}; {anchor.position} was noted elsewhere."


def _chain() -> Iterator[tuple[Seal, AuditRow | None]]:
    """Return all seals in their order, each with its row, as long as it is there."""
    for seals in _batches(Seal.objects.order_by("position").iterator(BATCH)):
        rows = AuditRow.objects.in_bulk([seal.row_id for seal in seals])
        yield from ((seal, rows.get(seal.row_id)) for seal in seals)


def _batches(seals: Iterable[Seal]) -> Iterator[list[Seal]]:
    rest = iter(seals)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _never_sealed(now: datetime) -> Iterator[str]:
    late = AuditRow.objects.filter(seal=None, at__lt=now - SEALED_WITHIN)
    for row in late.order_by("pk").iterator(BATCH):
        yield f"R{str(row)[1:]} was never sealed: it was put in past the product."
