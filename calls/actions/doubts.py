"""Legs of which it is not certain that they are as we hold them: Telnyx is asked."""

from collections.abc import Collection, Set
from datetime import datetime, timedelta

from calls.aggregate import CallAggregate
from calls.models import Leg
from calls.states import LegState

# A list may not yet hold what has only just begun.
LISTED_AFTER = timedelta(seconds=5)
# When Telnyx did not answer, it is asked again after this long.
ASKING_TAKES = timedelta(seconds=5)


def doubt(aggregate: CallAggregate, leg: Leg) -> None:
    """Have Telnyx asked for a leg, soon."""
    if leg.state != LegState.ENDED and leg.doubted_at is None:
        leg.doubted_at = aggregate.work.now


def doubt_unlisted(listed: Set[str], *, now: datetime) -> int:
    """Doubt the legs that Telnyx's list of live calls does not name; return how many.

    Presence in the list proves nothing: it may name calls that ended half an hour ago.
    """
    live = Leg.objects.exclude(state=LegState.ENDED).filter(
        initiated_at__lt=now - LISTED_AFTER, doubted_at=None
    )
    pairs = live.values_list("pk", "call_control_id")
    missing = [pk for pk, leg in pairs if leg not in listed]
    return doubt_all(missing, now=now)


def doubt_all(pks: Collection[int], *, now: datetime) -> int:
    if not pks:
        return 0
    rows = Leg.objects.filter(pk__in=pks, doubted_at=None)
    return rows.exclude(state=LegState.ENDED).update(doubted_at=now)


def doubt_everything(*, now: datetime) -> int:
    """Doubt every leg that we hold for alive, as after a start; return how many."""
    live = Leg.objects.exclude(state=LegState.ENDED)
    return doubt_all(list(live.values_list("pk", flat=True)), now=now)


def take_doubted(*, now: datetime) -> list[Leg]:
    """Return the legs that are to be asked for now; a second asker finds none."""
    rows = Leg.objects.filter(doubted_at__lte=now).exclude(state=LegState.ENDED)
    found = list(rows.select_related("call", "dial").order_by("doubted_at", "pk"))
    soon = now + ASKING_TAKES
    return [
        leg
        for leg in found
        if Leg.objects.filter(pk=leg.pk, doubted_at=leg.doubted_at).update(
            doubted_at=soon
        )
    ]


def believe(leg: Leg, *, now: datetime) -> None:
    """Note that Telnyx says, being asked, that a leg lives."""
    Leg.objects.filter(pk=leg.pk).update(doubted_at=None, asked_at=now)
