"""Our live legs against Telnyx's, in both directions.

Telnyx's list of active calls says which legs there may be: it can name calls that ended
half an hour ago, and it tells neither from nor to. So what it does not name is asked for,
what it names and we do not know is asked for, and once in a while everything is.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from callcontrol import outbox
from callcontrol.reconcile import is_gone, report
from callcontrol.repair.actions import report_seen
from callcontrol.unit_of_work import unit_of_work
from calls import differences
from calls.actions.doubts import believe, doubt_all, doubt_unlisted, take_doubted
from calls.aggregate import Calls
from calls.models import Call, Dial, Leg, UntoldLeg
from calls.states import OPEN_DIAL, LegRole, LegState, Place
from provider.client import telnyx
from provider.client.results import ActiveCall
from provisioning.models import CallControlApplication

# A leg that was listed for so long has been told of, unless that was lost.
TOLD_WITHIN = timedelta(seconds=4)
# After the time for which Telnyx lets it ring, a dial is asked for.
RING_GRACE = timedelta(seconds=3)
NOBODY_ANSWERED = "Nobody answered."
# The list may be stale, so a leg that nothing was heard of is asked for after this long;
# so many each time, which bounds what it costs a large site.
ASKED_EVERY = timedelta(seconds=15)
ASKED_AT_ONCE = 10
HANGUP_LASTS = timedelta(seconds=10)


def compare_legs(*, now: datetime) -> None:
    """Raises TelnyxError when a list cannot be had: a part of it says nothing."""
    listed = {leg.call_control_id: (leg, app) for leg, app in active_calls()}
    known = Leg.objects.filter(call_control_id__in=listed)
    strangers = listed.keys() - set(known.values_list("call_control_id", flat=True))
    overdue = seen_before(strangers, now=now)
    seen = differences.in_lists(listed.keys(), now=now)
    report_seen(seen, kinds=differences.KINDS, now=now)
    doubt_unlisted(listed.keys(), now=now)
    for call_control_id in overdue:
        leg, connection_id = listed[call_control_id]
        adopt(leg, connection_id, now=now)
    states = [leg.client_state for leg, _ in listed.values()]
    give_up_dials({outbox.command_id_of(one) for one in states}, now=now)
    _doubt_unheard(now)
    ask_doubted(now=now)
    report_other_sides(now=now)


def seen_before(strangers: Collection[str], *, now: datetime) -> list[str]:
    """Remember since when legs are listed that nobody told of; return the overdue."""
    UntoldLeg.objects.exclude(call_control_id__in=strangers).delete()
    rows = [UntoldLeg(call_control_id=leg, listed_at=now) for leg in sorted(strangers)]
    UntoldLeg.objects.bulk_create(rows, ignore_conflicts=True)
    live = UntoldLeg.objects.filter(is_over=False)
    overdue = live.filter(listed_at__lte=now - TOLD_WITHIN)
    return list(overdue.order_by("pk").values_list("call_control_id", flat=True))


def give_up_dials(listed: Collection[UUID | None], *, now: datetime) -> int:
    """Fail the dials that should have brought a leg by now, and of which none is listed."""
    without = Dial.objects.filter(state__in=OPEN_DIAL, leg=None)
    overdue = without.filter(rings_until__lt=now - RING_GRACE)
    found = [row for row in overdue.order_by("pk") if row.pk not in listed]
    for row in found:
        with unit_of_work(now=now) as work:
            whole = work.part(Calls).locked(row.call_id)
            mine = whole.dial_with(row.pk)
            if mine is not None and whole.leg_of(mine) is None:
                mine.refused_at, mine.refusal = now, NOBODY_ANSWERED
                work.touch(whole)
    return len(found)


def active_calls() -> Iterable[tuple[ActiveCall, str]]:
    """Return what Telnyx lists as live, each with the application that it is on."""
    rows = CallControlApplication.objects.values_list("connection_id", flat=True)
    return [(leg, one) for one in rows for leg in telnyx().calls.active(one)]


def adopt(leg: ActiveCall, connection_id: str, *, now: datetime) -> bool:
    """Take in a live leg that no event told of; return False when it is over.

    Whoever calls us is answered and led on like any caller. A leg that we dialled is
    found by its client_state; one of which we have no record any more (an older backup
    was restored) belongs to the call of its session, or to nobody.
    """
    if is_gone(leg.call_control_id):
        UntoldLeg.objects.filter(call_control_id=leg.call_control_id).update(
            is_over=True
        )
        return False
    dialled = outbox.command_id_of(leg.client_state)
    has_call = Call.objects.filter(call_session_id=leg.call_session_id).exists()
    if dialled and not has_call and not Dial.objects.filter(pk=dialled).exists():
        outbox.request(
            "call.hangup", leg.call_control_id, params={}, lasts=HANGUP_LASTS, now=now
        )
        return True
    report(
        "call.initiated",
        {
            "call_control_id": leg.call_control_id,
            "call_leg_id": leg.call_leg_id,
            "call_session_id": leg.call_session_id,
            "connection_id": connection_id,
            "client_state": leg.client_state or None,
            "direction": "incoming",
            "state": "parked",
        },
        key=leg.call_control_id,
        at=now - timedelta(seconds=leg.call_duration or 0),
        now=now,
    )
    return True


def ask_doubted(*, now: datetime) -> None:
    """Ask for each leg in doubt, and report what Telnyx says."""
    _doubt_overdue(now)
    for leg in take_doubted(now=now):
        if is_gone(leg.call_control_id):
            report_gone(leg, now=now)
            continue
        believe(leg, now=now)
        dial = leg.dial
        if dial and dial.state in OPEN_DIAL and dial.rings_until + RING_GRACE <= now:
            # Telnyx ends a leg that rings for longer: whoever is there has answered.
            report(
                "call.answered",
                ids_of(leg),
                key=leg.call_control_id,
                at=dial.rings_until,
                now=now,
            )


def report_gone(leg: Leg, *, now: datetime) -> None:
    """Report a leg that ended unnoticed as a hang-up without a cause.

    Of one that we dialled, and of which no answer was told, all that is known is that
    nobody answered: Telnyx does not say why once the webhook is lost.
    """
    is_unanswered = leg.dial_id is not None and leg.answered_at is None
    cause = {
        "hangup_cause": "no_answer" if is_unanswered else "unspecified",
        "hangup_source": "unknown",
    }
    key = leg.call_control_id
    report("call.hangup", {**ids_of(leg), **cause}, key=key, at=now, now=now)


def report_other_sides(*, now: datetime) -> None:
    """Report the bridge of each agent of whom only the caller's side was told.

    Telnyx tells each side in an event of its own. Nobody but the only agent on the call
    can be at the other end, as long as no event has told of another place of theirs.
    """
    callers = Leg.objects.filter(
        call=OuterRef("call"), role=LegRole.CUSTOMER, place=Place.BRIDGE
    ).exclude(state=LegState.ENDED)
    at = Subquery(callers.values("place_at")[:1])
    agents = Leg.objects.filter(role=LegRole.AGENT).exclude(state=LegState.ENDED)
    others = agents.filter(call=OuterRef("call")).exclude(pk=OuterRef("pk"))
    untold = agents.filter(~Exists(others), state=LegState.ANSWERED, place_at=None)
    overdue = untold.annotate(caller_bridged_at=at).filter(
        caller_bridged_at__lt=now - TOLD_WITHIN
    )
    for leg in overdue.select_related("call", "dial"):
        if is_gone(leg.call_control_id):
            report_gone(leg, now=now)
            continue
        key, when = leg.call_control_id, leg.caller_bridged_at
        report("call.bridged", ids_of(leg), key=key, at=when, now=now)


def ids_of(leg: Leg) -> dict[str, Any]:
    """Return the ids of a leg as an event names them."""
    return {
        "call_control_id": leg.call_control_id,
        "call_leg_id": leg.call_leg_id,
        "call_session_id": leg.call.call_session_id,
        "connection_id": leg.call.connection_id,
    }


def _doubt_overdue(now: datetime) -> None:
    """Doubt the legs of dials that rang for their time, and of refused hang-ups."""
    overdue = Q(dial__state__in=OPEN_DIAL, dial__rings_until__lt=now - RING_GRACE)
    rows = Leg.objects.exclude(state=LegState.ENDED).filter(overdue, doubted_at=None)
    doubt_all(list(rows.values_list("pk", flat=True)), now=now)


def _doubt_unheard(now: datetime) -> None:
    known_at = Greatest(
        F("initiated_at"),
        Coalesce(F("asked_at"), F("initiated_at")),
        Coalesce(F("place_at"), F("initiated_at")),
    )
    live = Leg.objects.exclude(state=LegState.ENDED).filter(doubted_at=None)
    unheard = live.annotate(known_at=known_at).filter(known_at__lt=now - ASKED_EVERY)
    pks = unheard.order_by("known_at").values_list("pk", flat=True)
    doubt_all(list(pks[:ASKED_AT_ONCE]), now=now)
