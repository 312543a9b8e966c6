"""Calls of which nothing more is heard: only then may something follow from silence.

A webhook can be seconds late, so what is missing now may only be untold. When neither an
event has come nor a command is under way for a while, what is known is all there is.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Max

from callcontrol.models import Command, Event
from callcontrol.states import CommandState
from callcontrol.unit_of_work import unit_of_work
from calls.aggregate import Calls
from calls.models import Call, Leg

QUIET_FOR = timedelta(seconds=3)


def recompute_calls(pks: Collection[int], *, now: datetime) -> int:
    """Compute these calls anew, each alone, and do what follows; return how many."""
    quiet = quiet_among(pks, now=now)
    for pk in sorted(pks):
        with unit_of_work(now=now, is_quiet=pk in quiet) as work:
            try:
                work.touch(work.part(Calls).locked(pk))
            except Call.DoesNotExist:
                continue
    return len(pks)


def quiet_among(pks: Collection[int], *, now: datetime) -> set[int]:
    """Return those of which nothing was heard for a while, and nothing is under way."""
    if not pks:
        return set()
    legs = dict(
        Leg.objects.filter(call_id__in=pks)
        .order_by()
        .values_list("call_control_id", "call_id")
    )
    heard = (
        Event.objects.filter(call_control_id__in=legs)
        .order_by()
        .values_list("call_control_id")
        .annotate(Max("received_at"))
    )
    lately = {legs[leg] for leg, at in heard if at > now - QUIET_FOR}
    commands = Command.objects.filter(
        call_id__in=pks, state__in=(CommandState.PENDING, CommandState.SENDING)
    )
    busy = set(commands.order_by().values_list("call_id", flat=True))
    return set(pks) - lately - busy
