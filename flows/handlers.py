"""What digits and the outcomes of commands mean for callers at a node."""

from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from calls import actions as calls
from calls.aggregate import Calls
from calls.handlers import leg_of
from flows.actions import hearing
from provider.events import CallDtmfReceived, CallGatherEnded


def call_dtmf_received(event: CallDtmfReceived, work: UnitOfWork) -> None:
    call, leg = leg_of(event, work)
    if leg is call.customer:
        hearing.note_digits(call, event.digit, at=event.occurred_at, work=work)


def call_gather_ended(event: CallGatherEnded, work: UnitOfWork) -> None:
    call, leg = leg_of(event, work)
    if leg is call.customer:
        hearing.note_digits(call, event.digits, at=event.occurred_at, work=work)
        hearing.note_asked(call, at=event.occurred_at, work=work)


def command_finished(command: Command, work: UnitOfWork) -> None:
    """What comes next may have to be done otherwise."""
    if not command.call_id:
        return
    call = work.part(Calls).locked(command.call_id)
    work.touch(call)
    customer = call.live_customer
    if customer is not None and command.target_is_gone:
        calls.doubt(call, customer)
