"""Send digits to the caller's side, as the keypad of a telephone does."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from callcontrol.unit_of_work import unit_of_work
from calls.aggregate import Calls
from calls.states import CallState, LegState
from live.refusals import Refused

# A menu on the other side does not wait for long.
DIGITS_LAST = timedelta(seconds=5)


def send_digits(
    call_pk: int, digits: str, *, requested_by: User, now: datetime
) -> None:
    """Have Telnyx play `digits` (0-9, A-D, *, #) on the caller's leg. Raises Refused."""
    with unit_of_work(now=now) as work:
        aggregate = work.part(Calls).locked(call_pk)
        customer = aggregate.live_customer
        is_talking = aggregate.call.state == CallState.TALKING
        if customer is None or customer.state != LegState.ANSWERED or not is_talking:
            raise Refused("The caller is not on the line.")
        aggregate.request(
            "call.send_dtmf",
            customer.call_control_id,
            params={"digits": digits},
            requested_by=requested_by,
            lasts=DIGITS_LAST,
            purpose="call.keypad",
        )
