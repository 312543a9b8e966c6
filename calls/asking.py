"""Asking Telnyx for one leg because a person wants it, and saying what it said."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from callcontrol.reconcile import is_gone
from callcontrol.repair.reconciling import why_not
from calls.actions.doubts import believe
from calls.models import Leg
from calls.reconcile import active_calls, adopt, report_gone
from live.refusals import Refused
from provider.errors import TelnyxError


def ask_for(leg_pk: int, *, now: datetime) -> str:
    """Ask whether a leg of ours lives, and end it here when it does not.

    Raises Refused when Telnyx gives no answer.
    """
    leg = Leg.objects.select_related("call", "dial").get(pk=leg_pk)
    with refused_without_answer():
        is_over = is_gone(leg.call_control_id)
    if is_over:
        report_gone(leg, now=now)
        return "Telnyx says that it is over, so it has ended here."
    believe(leg, now=now)
    return "Telnyx says that it is live."


def take_in(call_control_id: str, *, now: datetime) -> str:
    """Take in a live leg that no event told of; raises Refused without an answer."""
    with refused_without_answer():
        listed = {leg.call_control_id: (leg, app) for leg, app in active_calls()}
        if call_control_id not in listed:
            return "Telnyx does not list it any more."
        leg, connection_id = listed[call_control_id]
        if not adopt(leg, connection_id, now=now):
            return "Telnyx says that it is over."
    return "It was taken in."


@contextmanager
def refused_without_answer() -> Iterator[None]:
    """Raise Refused, with the reason, where Telnyx cannot be asked."""
    try:
        yield
    except TelnyxError as error:
        sentence = f"Telnyx could not be asked: {why_not(error)}."
        raise Refused(sentence, error.words) from error
