"""Somebody leaves a call because of a transfer."""

from calls import actions as calls
from calls.states import LegState
from conferences.models import Participant
from conferences.states import OPEN_PARTICIPANT
from transfers.aggregate import CallTransfers
from transfers.models import Transfer


def let_go(mine: CallTransfers, person: Participant) -> None:
    """Want somebody out, whether they are in, ring, or nobody has told of them yet."""
    if person.leave_asked_at is None and person.state in OPEN_PARTICIPANT:
        person.leave_asked_at = mine.call.work.now
        mine.call.work.touch(mine.call)


def let_giver_go(mine: CallTransfers, one: Transfer) -> None:
    """Want the agent who transferred out of the call."""
    if one.giver.state == LegState.ENDED:
        return
    person = mine.person_of(one.giver)
    if person is not None:
        let_go(mine, person)
    else:
        calls.hang_up(mine.call, one.giver)
