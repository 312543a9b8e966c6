"""The states of a call's transfers, and what follows from them, once.

Who has to be on hold follows from the state; it is asked for until Telnyx shows it. A
hold comes before anybody is taken off hold, so that nobody hears what is not for them.
"""

from datetime import datetime, timedelta

from agents.aggregate import Agents
from agents.workdays import Workdays, talk_of
from callcontrol.states import UNSUCCESSFUL
from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import CallAggregate
from calls.ending_words import dial_words
from calls.models import Leg
from calls.states import DialState
from conferences.actions import keeping
from conferences.models import Participant
from conferences.states import OPEN_PARTICIPANT, ParticipantState
from provider.callers import caller_words
from transfers.actions import queueing
from transfers.actions.leaving import let_giver_go, let_go
from transfers.aggregate import CallTransfers, Transfers
from transfers.models import Transfer
from transfers.states import (
    OPEN_TRANSFER,
    Fallback,
    Holds,
    Target,
    TransferState,
    Way,
    holds_for,
    transfer_outcome,
)

# So long a change of hold that came to nothing rests before it is asked for again.
HOLD_PAUSE = timedelta(seconds=2)
# Who has answered and could not be brought in by then is let go.
BROUGHT_IN_WITHIN = timedelta(seconds=20)
NOT_BROUGHT_IN = "Telnyx did not bring the two sides together."
TAKEN_OVER = (
    TransferState.HANDING_OVER,
    TransferState.DONE,
    TransferState.MERGED,
)
MISSED = (DialState.NO_ANSWER, DialState.DECLINED, DialState.UNREACHABLE)


def follow(call: CallAggregate, work: UnitOfWork) -> None:
    if not call.call.has_company:
        return
    mine = work.part(Transfers).of(call)
    for one in mine.transfers:
        _compute(mine, one)
        _follow_agent(mine, one, work)
        if one.settled_at is not None:
            continue
        if one.to == Target.QUEUE:
            queueing.follow(mine, one)
        else:
            _follow_target(mine, one)


def _compute(mine: CallTransfers, one: Transfer) -> None:
    one.state, one.ended_at = transfer_outcome(mine.facts(one))
    if one.state == TransferState.UNANSWERED and one.participant is not None:
        one.failure = _why_unanswered(mine, one.participant)


def _why_unanswered(mine: CallTransfers, target: Participant) -> str:
    if target.dial is None:
        return target.failure
    state, at = mine.rooms.dial_failure(target.dial)
    if at is None:
        return target.failure
    return dial_words(state, target.dial, mine.rooms.leg_of(target))


def _follow_target(mine: CallTransfers, one: Transfer) -> None:
    target = one.participant
    if target is None:
        return
    is_open = one.state in OPEN_TRANSFER
    _give_up_in_time(mine, one, target)
    if one.state == TransferState.CANCELLED or _is_left_without_caller(one, target):
        let_go(mine, target)
    is_in = target.state in OPEN_PARTICIPANT
    wanted = holds_for(one.state, is_swapped=one.is_swapped, is_target_in=is_in)
    is_so = _hold(mine, one, target, wanted)
    if is_so and _giver_leaves(one):
        let_giver_go(mine, one)
    if is_so and not is_open and not wanted.caller and not _is_held_anybody(mine, one):
        one.settled_at = mine.call.work.now
    target.conference.is_arranged = one.settled_at is None


def _give_up_in_time(mine: CallTransfers, one: Transfer, target: Participant) -> None:
    leg, now = mine.rooms.leg_of(target), mine.call.work.now
    if one.state != TransferState.RINGING or leg is None or leg.answered_at is None:
        return
    if leg.answered_at < now - BROUGHT_IN_WITHIN:
        one.failed_at, one.failure = now, NOT_BROUGHT_IN
        let_go(mine, target)
        mine.call.work.touch(mine.call)


def _is_left_without_caller(one: Transfer, target: Participant) -> bool:
    """Whether the other side waits for a caller who has gone: in a consultation the two
    of ours may talk on."""
    is_in = target.joined_at is not None
    was_consulted = one.way == Way.CONSULT and is_in
    return one.state == TransferState.CALLER_LEFT and not was_consulted


def _hold(
    mine: CallTransfers, one: Transfer, target: Participant, wanted: Holds
) -> bool:
    """Ask for the holds that are missing, then take off hold; whether all is so."""
    caller = mine.person_of(mine.call.live_customer)
    if caller is not None and mine.is_alone(caller):
        # Nobody is there to talk with: the music goes on until a queue has them.
        return True
    people = [(caller, wanted.caller), (target, wanted.target)]
    joined = [
        (person, hold)
        for person, hold in people
        if person is not None and person.state == ParticipantState.JOINED
    ]
    wrong = [(person, hold) for person, hold in joined if person.is_on_hold != hold]
    holds_first = [(person, hold) for person, hold in wrong if hold] or wrong
    for person, hold in holds_first:
        _change(mine, person, hold)
    is_caller_on_the_way = (
        caller is not None and caller.state != ParticipantState.JOINED
    )
    return not wrong and not is_caller_on_the_way


def _change(mine: CallTransfers, person: Participant, on_hold: bool) -> None:
    if person.wants_on_hold is not None:
        return
    last = mine.call.asked(keeping.PURPOSE, subject_id=person.pk)
    rests = last is not None and last.requested_at > mine.call.work.now - HOLD_PAUSE
    if last is not None and rests and last.state in UNSUCCESSFUL:
        return
    keeping.arrange_hold(mine.rooms, person, on_hold)


def _is_held_anybody(mine: CallTransfers, one: Transfer) -> bool:
    caller = mine.person_of(mine.call.live_customer)
    if caller is not None and mine.is_alone(caller):
        return False
    people = (caller, one.participant)
    here = [row for row in people if row and row.state == ParticipantState.JOINED]
    return any(row.is_on_hold or row.wants_on_hold for row in here)


def _giver_leaves(one: Transfer) -> bool:
    """Whether the agent goes now: the other side has the caller, or a queue catches them
    should nobody answer."""
    is_caught = one.way == Way.SEND and one.if_unanswered == Fallback.QUEUE
    if one.state == TransferState.RINGING:
        return is_caught
    without_caller = one.state == TransferState.CALLER_LEFT and one.way == Way.SEND
    return one.state == TransferState.HANDING_OVER or without_caller


def _follow_agent(mine: CallTransfers, one: Transfer, work: UnitOfWork) -> None:
    """Tell what holds the agent to whom it goes: the ring, the talk, the end of both."""
    engagement, target = mine.engagement_of(one), one.participant
    if engagement is None or target is None or one.agent_id is None:
        return
    before = engagement.facts()
    leg = mine.rooms.leg_of(target)
    engagement.connected_at = target.joined_at
    engagement.over_at = _over_at(target, leg)
    call = mine.call.call
    if one.state in TAKEN_OVER and mine.entries.entries:
        # Who was only asked for advice has nothing to wrap up.
        queue = mine.entries.entries[-1].queue
        engagement.wrap_up = engagement.wrap_up or queue.wrap_up
    engagement.caller = caller_words(call.caller_name, call.from_number)[:120]
    state = target.dial.state if target.dial else ""
    engagement.is_missed = target.joined_at is None and state in MISSED
    if engagement.facts() != before:
        work.part(Agents).hold(one.agent_id, engagement, leg)
        talk = talk_of(engagement.connected_at, engagement.over_at)
        work.part(Workdays).replace(one.agent_id, talk_of(*before[:2]), talk)


def _over_at(target: Participant, leg: Leg | None) -> datetime | None:
    if target.joined_at is not None:
        return leg.ended_at if leg else None
    ended = leg.ended_at if leg else None
    dial = target.dial
    return ended or (dial.ended_at if dial else None)
