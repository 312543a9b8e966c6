"""Compute the states of a call and its legs from what is known of them."""

from calls.models import Call, Leg
from calls.states import (
    CallFacts,
    CallState,
    LegFacts,
    LegRole,
    call_state,
    leg_state,
)
from live import topics
from live.announce import announce


def settle(call: Call) -> None:
    """Bring the states of the call and its legs in line with what is known of them."""
    call.refresh_from_db()
    legs = list(Leg.objects.filter(call_id=call.pk))
    for leg in legs:
        state = leg_state(leg.answered_at, leg.ended_at)
        if leg.state != state:
            leg.state = state
            Leg.objects.filter(pk=leg.pk).update(state=state)
    _settle_call(call, legs)
    announce(topics.call(call.pk), topics.calls())


def _settle_call(call: Call, legs: list[Leg]) -> None:
    before = (call.state, call.answered_at, call.ended_at)
    customer = next((leg for leg in legs if leg.role == LegRole.CUSTOMER), None)
    if customer and customer.answered_at != call.answered_at:
        call.answered_at = customer.answered_at
    facts = CallFacts(call.answered_at, call.waiting_at, call.talking_at)
    state = call_state(facts, [facts_of(leg) for leg in legs])
    # What has ended never comes back, though a leg may turn up late.
    if call.ended_at is None or state == CallState.ENDED:
        call.state = state
    if state == CallState.ENDED:
        call.ended_at = max(
            (leg.ended_at for leg in legs if leg.ended_at), default=None
        )
    if before != (call.state, call.answered_at, call.ended_at):
        Call.objects.filter(pk=call.pk).update(
            state=call.state, answered_at=call.answered_at, ended_at=call.ended_at
        )


def facts_of(leg: Leg) -> LegFacts:
    return LegFacts(leg.pk, leg.role, leg.state, leg.place, leg.ended_at)
