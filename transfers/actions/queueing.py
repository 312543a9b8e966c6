"""A caller goes to a queue: out of the agent's hands, and the agent leaves.

Whoever is bridged is put into Telnyx's queue at once, which ends the bridge; a refusal
leaves the two talking. Whoever is in a conference leaves it first, and is enqueued as
everybody is who stands outside.
"""

from datetime import timedelta

from callcontrol.models import Command
from callcontrol.states import CommandState
from callcontrol.words import explain
from calls.models import Leg
from calls.states import Place
from conferences.actions.alone import ask_to_leave
from conferences.states import ParticipantState
from queues.actions import callers
from queues.steps import Step
from transfers.actions.leaving import let_giver_go
from transfers.aggregate import CallTransfers
from transfers.models import Transfer
from transfers.states import OPEN_TRANSFER, TransferState

# A way out of the room that Telnyx refused is asked for again after this long.
AGAIN_AFTER = timedelta(seconds=2)


def follow(mine: CallTransfers, one: Transfer) -> None:
    customer = mine.call.live_customer
    if one.state == TransferState.RINGING and customer is not None:
        _lead_on(mine, one, customer)
    elif one.state == TransferState.HANDING_OVER:
        let_giver_go(mine, one)
    elif one.state not in OPEN_TRANSFER:
        one.settled_at = mine.call.work.now


def _lead_on(mine: CallTransfers, one: Transfer, customer: Leg) -> None:
    if customer.place == Place.CONFERENCE:
        _out_of_the_room(mine, one, customer)
    elif customer.place == Place.BRIDGE:
        _out_of_the_bridge(mine, one)


def _out_of_the_room(mine: CallTransfers, one: Transfer, customer: Leg) -> None:
    person = mine.person_of(customer)
    if person is None or person.state != ParticipantState.JOINED:
        return
    last = mine.call.asked("participant.leave", subject_id=person.pk)
    now = mine.call.work.now
    if last is None or last.requested_at < max(one.asked_at, now - AGAIN_AFTER):
        ask_to_leave(mine.rooms, person, customer)


def _out_of_the_bridge(mine: CallTransfers, one: Transfer) -> None:
    asked = _enqueue_of(mine, one)
    if asked is None and one.entry is not None:
        callers.enqueue(mine.entries, one.entry)
    elif asked is not None and asked.state in (
        CommandState.FAILED,
        CommandState.EXPIRED,
    ):
        one.failed_at, one.failure = mine.call.work.now, explain(asked)
        if one.entry is not None:
            one.entry.withdrawn_at = mine.call.work.now
        mine.call.work.touch(mine.call)


def _enqueue_of(mine: CallTransfers, one: Transfer) -> Command | None:
    last = mine.call.asked(Step.ENQUEUE)
    return last if last is not None and last.requested_at >= one.asked_at else None
