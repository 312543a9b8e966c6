"""Legs that Telnyx's list of live calls does not show as ours do, for the repair desk.

Mostly the comparison takes such a difference in at once, by asking for the leg. What
lasts is what Telnyx gives no answer to.
"""

from collections.abc import Iterator, Set
from datetime import datetime, timedelta

from django.db.models import Q

from callcontrol.repair.states import Evidence, Found, Kind
from calls.models import Leg, UntoldLeg
from calls.states import LegState
from provider.callers import caller_words

KINDS = (Kind.LEG_GONE_THERE, Kind.LEG_UNKNOWN_HERE)
# A list may not yet hold what has only just begun.
LISTED_AFTER = timedelta(seconds=5)
# What Telnyx said of a leg itself outweighs a list, for so long.
SAID_COUNTS_FOR = timedelta(seconds=8)


def in_lists(listed: Set[str], *, now: datetime) -> Iterator[Found]:
    """Yield every difference from the ids of all live legs that Telnyx lists."""
    yield from _gone_there(listed, now)
    yield from _unknown_here(now)


def _gone_there(listed: Set[str], now: datetime) -> Iterator[Found]:
    unsaid = Q(asked_at=None) | Q(asked_at__lt=now - SAID_COUNTS_FOR)
    live = Leg.objects.exclude(state=LegState.ENDED).filter(
        unsaid, initiated_at__lt=now - LISTED_AFTER
    )
    pairs = live.order_by().values_list("pk", "call_control_id")
    missing = [pk for pk, call_control_id in pairs if call_control_id not in listed]
    if missing:
        legs = Leg.objects.filter(pk__in=missing).select_related("call")
        yield from (_gone(leg, now) for leg in legs.order_by("pk"))


def _gone(leg: Leg, now: datetime) -> Found:
    last_at = leg.place_at or leg.answered_at or leg.initiated_at
    caller = caller_words(leg.call.caller_name, leg.call.from_number)
    role, state = leg.get_role_display(), leg.get_state_display().lower()
    return Found(
        kind=Kind.LEG_GONE_THERE,
        key=f"leg:{leg.call_control_id}",
        title=f"{role} of the call with {caller}",
        ours=f"The leg is {state}.",
        theirs="It is not among the live calls, and asking for it brought no answer.",
        since=now,
        call_pk=leg.call_id,
        subject=str(leg.pk),
        evidence=(
            Evidence("ours", f"The last that was heard of {leg}.", last_at),
            Evidence("theirs", "The list of live calls does not name it.", now),
        ),
    )


def _unknown_here(now: datetime) -> Iterator[Found]:
    rows = UntoldLeg.objects.filter(is_over=False).order_by("pk")
    for row in rows:
        yield Found(
            kind=Kind.LEG_UNKNOWN_HERE,
            key=f"leg:{row.call_control_id}",
            title="A call that no webhook told of",
            ours="Nobody here knows it, so nobody answers or leads it on.",
            theirs="It is among the live calls.",
            since=row.listed_at,
            subject=row.call_control_id,
            evidence=(Evidence("theirs", f"Leg {row.call_control_id}", row.listed_at),),
        )
