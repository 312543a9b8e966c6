"""What disagrees now, what did lately, and how fresh that is."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.viewers import Viewer
from callcontrol.models import Comparison, Discrepancy
from callcontrol.repair.registry import Repair, repairs
from callcontrol.repair.states import Kind

DONE_SHOWN = 50


@dataclass(frozen=True)
class Line:
    row: Discrepancy
    repair: Repair | None
    # Whether whoever looks may ask for the repair.
    may_repair: bool

    @property
    def kind(self) -> str:
        return Kind(self.row.kind).label


@dataclass(frozen=True)
class Compared:
    """How fresh the page is: of each source when it was last compared in full."""

    records: Comparison | None
    telnyx: Comparison | None

    @property
    def headline(self) -> str:
        """What is to be said when nothing disagrees."""
        if self.telnyx is None or self.telnyx.compared_at is None:
            return "Nothing is stuck"
        if self.telnyx.refusal:
            return "Nothing is known to disagree"
        things = self.telnyx.things
        if not things:
            return "Nobody is on the line, here or at Telnyx"
        what = (
            "The one live thing agrees"
            if things == 1
            else f"All {things} live things agree"
        )
        return f"{what} with Telnyx"


def lines(viewer: Viewer) -> list[Line]:
    """Return what disagrees, the longest first."""
    known = repairs().repairs
    rows = Discrepancy.objects.filter(ended_at__isnull=True, is_told=True)
    rows = rows.order_by("since", "pk")
    return [_line(row, known, viewer) for row in rows.select_related("asked_by")]


def ended() -> list[Discrepancy]:
    rows = Discrepancy.objects.filter(ended_at__isnull=False)
    newest = rows.select_related("asked_by").order_by("-ended_at", "-pk")
    return list(newest[:DONE_SHOWN])


def compared() -> Compared:
    rows = {row.source: row for row in Comparison.objects.all()}
    return Compared(rows.get("records"), rows.get("telnyx"))


def _line(row: Discrepancy, known: Mapping[Kind, Repair], viewer: Viewer) -> Line:
    repair = known.get(Kind(row.kind))
    return Line(row, repair, repair is not None and viewer.may(repair.needs))
