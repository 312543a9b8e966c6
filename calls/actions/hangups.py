"""Ask Telnyx to end legs: one, all that are left over, or a whole call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL
from calls.actions.case import facts_of
from calls.actions.casebook import lock_call
from calls.models import Leg
from calls.states import LegRole, LegState, legs_left_over
from live import topics
from live.announce import announce

HANGUP_LASTS = timedelta(seconds=60)


def hang_up_left_over(legs: Sequence[Leg], *, now: datetime) -> None:
    """Hang up each of a call's legs that has nobody to talk to without the customer."""
    left_over = legs_left_over([facts_of(leg) for leg in legs])
    for leg in legs:
        if leg.pk in left_over:
            hang_up(leg, now=now)


def hang_up(
    leg: Leg, *, requested_by: User | None = None, now: datetime
) -> Command | None:
    """Ask Telnyx to end the leg; None when that has been asked for already.

    A request that failed does not stand in the way of another.
    """
    return hang_up_id(
        leg.call_control_id, call_id=leg.call_id, requested_by=requested_by, now=now
    )


def hang_up_id(
    call_control_id: str,
    *,
    call_id: int,
    requested_by: User | None = None,
    now: datetime,
) -> Command | None:
    """As `hang_up`, for a leg of which only Telnyx's answer to the dial is known."""
    asked = Command.objects.filter(
        kind__in=("call.hangup", "call.reject"), target=call_control_id
    ).exclude(state__in=UNSUCCESSFUL)
    if asked.exists():
        return None
    announce(topics.call(call_id))
    return outbox.request(
        "call.hangup",
        call_control_id,
        params={},
        requested_by=requested_by,
        lasts=HANGUP_LASTS,
        purpose="leg.hangup",
        call_id=call_id,
        now=now,
    )


@transaction.atomic
def end_call(call_pk: int, *, requested_by: User, now: datetime) -> None:
    """Hang up for everybody; a person of ours who talks in it hangs up only their leg.

    The rest follows from the hang-up: Telnyx ends a bridge with either side, and whoever
    is left over without a customer is hung up as well.
    """
    call = lock_call(call_pk)
    live = [leg for leg in call.legs.all() if leg.state != LegState.ENDED]
    # A supervisor who listens is not one of those who talk.
    talking = [leg for leg in live if leg.role != LegRole.SUPERVISOR]
    own = [leg for leg in talking if leg.user_id == requested_by.pk]
    customers = [leg for leg in live if leg.role == LegRole.CUSTOMER]
    for leg in own or customers or live:
        hang_up(leg, requested_by=requested_by, now=now)
