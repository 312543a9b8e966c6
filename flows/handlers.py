"""What the outcomes of commands mean for callers at a node."""

from callcontrol.models import Command
from callcontrol.unit_of_work import UnitOfWork
from calls import actions as calls
from calls.aggregate import Calls


def command_finished(command: Command, work: UnitOfWork) -> None:
    """What comes next may have to be done otherwise."""
    if not command.call_id:
        return
    call = work.part(Calls).locked(command.call_id)
    work.touch(call)
    customer = call.live_customer
    if customer is not None and command.target_is_gone:
        calls.doubt(call, customer)
