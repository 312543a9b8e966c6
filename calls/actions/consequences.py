"""The states of a call from its facts, and what follows from them, once."""

from callcontrol.unit_of_work import UnitOfWork
from calls.actions.hangups import hang_up_left_over, hang_up_unwanted
from calls.aggregate import CallAggregate
from calls.domain import CustomerLeft
from live import topics
from live.announce import announce


def follow(aggregate: CallAggregate, work: UnitOfWork) -> None:
    aggregate.compute()
    _tell_of_customer(aggregate)
    hang_up_unwanted(aggregate)
    hang_up_left_over(aggregate)


def _tell_of_customer(aggregate: CallAggregate) -> None:
    customer = aggregate.customer
    if customer is None or customer.ended_at == aggregate.customer_left_at:
        return
    aggregate.customer_left_at = customer.ended_at
    if customer.ended_at is not None and customer.pk is not None:
        left = CustomerLeft(aggregate.call.pk, customer.pk, customer.ended_at)
        aggregate.work.tell(left)


def announce_call(aggregate: CallAggregate) -> None:
    """Have the call's page drawn anew: each event is a line of its timeline."""
    if aggregate.call.pk is not None:
        announce(topics.call(aggregate.call.pk))
