"""Ask Telnyx to end legs: one, all that are left over, or a whole call."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL
from callcontrol.unit_of_work import unit_of_work
from calls.aggregate import CallAggregate, Calls, facts_of
from calls.models import Leg
from calls.states import LegRole, LegState, Place, is_one_to_one, legs_left_over

HANGUP_LASTS = timedelta(seconds=60)
# A hang-up that came to nothing is asked for again after this long.
AGAIN_AFTER = timedelta(seconds=10)
PURPOSE = "leg.hangup"
# Telnyx's word for the side that called, on the leg of somebody who calls us.
THEMSELVES = "caller"


def hang_up(
    aggregate: CallAggregate,
    leg: Leg,
    *,
    requested_by: User | None = None,
    purpose: str = PURPOSE,
    subject_id: int | None = None,
) -> Command | None:
    """Ask Telnyx to end a leg; None when it is over, or that has been asked already.

    A request that came to nothing stands in the way of another for a while only.
    """
    if leg.state == LegState.ENDED or was_asked(aggregate, leg):
        return None
    aggregate.work.touch(aggregate)
    return aggregate.request(
        "call.hangup",
        leg.call_control_id,
        params={},
        requested_by=requested_by,
        lasts=HANGUP_LASTS,
        purpose=purpose,
        subject_id=subject_id,
    )


def was_asked(aggregate: CallAggregate, leg: Leg) -> bool:
    """Whether the end of a leg was asked for, and that may still bring something."""
    asked = hangup_of(aggregate, leg)
    if asked is None:
        return False
    is_late = asked.requested_at < aggregate.work.now - AGAIN_AFTER
    return asked.state not in UNSUCCESSFUL or not is_late


def hangup_of(aggregate: CallAggregate, leg: Leg) -> Command | None:
    """Return the last command to end a leg, for whatever purpose."""
    asked = [
        command
        for command in aggregate.commands
        if command.kind == "call.hangup" and command.target == leg.call_control_id
    ]
    return asked[-1] if asked else None


def hang_up_unwanted(aggregate: CallAggregate) -> None:
    """End each leg that was dialled and that nobody wants any more."""
    for row in aggregate.dials:
        leg = aggregate.leg_of(row)
        if row.withdrawn_at is not None and leg is not None:
            hang_up(aggregate, leg)


def hang_up_left_over(aggregate: CallAggregate) -> None:
    """End each leg that has nobody to talk to without the customer.

    At once where the customer alone can have left it alone. Everything else follows
    from what is missing, and may have been told by a webhook that is late: that waits
    until nothing more is heard of the call.
    """
    facts = [facts_of(leg) for leg in aggregate.legs]
    left_over = legs_left_over(facts)
    is_clear = (
        _has_hung_up(aggregate) and is_one_to_one(facts) and not _awaited(aggregate)
    )
    if not left_over or not (is_clear or aggregate.work.is_quiet):
        return
    for leg in aggregate.legs:
        if facts_of(leg).pk in left_over:
            hang_up(aggregate, leg)


def _awaited(aggregate: CallAggregate) -> bool:
    """Whether a guest is being dialled whose leg nobody has told of yet."""
    return any(
        dial.role == LegRole.GUEST and dial.withdrawn_at is None
        for dial in aggregate.dials
        if dial.ended_at is None
    )


def _has_hung_up(aggregate: CallAggregate) -> bool:
    customer = aggregate.customer
    if customer is None or customer.ended_at is None:
        return False
    return (
        customer.hangup_source == THEMSELVES
        or hangup_of(aggregate, customer) is not None
    )


def end_call(call_pk: int, *, requested_by: User, now: datetime) -> None:
    """Hang up for everybody; a person of ours who talks in it hangs up only their leg.

    The rest follows from the hang-up: Telnyx ends a bridge with either side, and whoever
    is left over without a customer is hung up as well.
    """
    with unit_of_work(now=now) as work:
        aggregate = work.part(Calls).locked(call_pk)
        live = aggregate.live_legs
        # A supervisor who listens is not one of those who talk.
        talking = [leg for leg in live if leg.role != LegRole.SUPERVISOR]
        own = [leg for leg in talking if leg.user_id == requested_by.pk]
        customers = [leg for leg in live if leg.role == LegRole.CUSTOMER]
        if own and len(talking) == len(own) + len(customers):
            # In a conference the other one would stay on the line, alone.
            own += [leg for leg in customers if leg.place == Place.CONFERENCE]
        for leg in own or customers or live:
            hang_up(aggregate, leg, requested_by=requested_by)
