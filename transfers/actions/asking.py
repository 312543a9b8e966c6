"""An agent asks for a transfer: to a colleague, to a number, to a queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from agents import actions as agent_actions
from agents import queries as agents
from agents.aggregate import Agents
from agents.models import Agent, Engagement
from agents.states import AgentState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls import actions as calls
from calls.models import Call, Dial, Leg
from calls.states import CallState, Direction, LegRole, LegState
from conferences.actions import rooms
from conferences.models import Conference, Participant
from conferences.states import OPEN_PARTICIPANT, ParticipantState
from live.refusals import Refused
from queues.actions import callers
from queues.models import Queue
from transfers.actions.leaving import let_go
from transfers.aggregate import CallTransfers, Transfers
from transfers.models import Transfer
from transfers.states import OPEN_TRANSFER, Fallback, Target, Way

RINGS_FOR = timedelta(seconds=20)
DIAL_LASTS = timedelta(seconds=8)
UNDER_WAY = "A transfer of this call is under way."
NO_QUEUE = "The caller came through no queue, so they can only come back to you."


@dataclass(frozen=True)
class Asked:
    """How somebody wants to transfer, beside whom to."""

    way: Way = Way.SEND
    note: str = ""
    if_unanswered: Fallback = Fallback.ME


def to_agent(
    *, call: Call, agent: Agent, asked: Asked, requested_by: User, now: datetime
) -> Transfer:
    """Ring a colleague, the caller on hold meanwhile. Raises Refused."""
    with unit_of_work(now=now) as work:
        mine, giver = _locked(call.pk, requested_by, work)
        locked = work.part(Agents).locked(agent.pk)
        address = agents.address_of(agent.user_id)
        _require_free(locked.agent, address, requested_by, now)
        one = _make(mine, giver, asked, Target.AGENT, agent.name, requested_by)
        one.agent = agent
        dial = _ring(mine, one, LegRole.AGENT, address, agent.user_id)
        engagement = Engagement(
            dial=dial,
            activity=f"Transfer from {requested_by.first_name or 'a colleague'}"[:120],
            reserved_at=now,
        )
        mine.note_engagement(engagement)
        agent_actions.reserve(locked, engagement)
    return one


def to_number(
    *, call: Call, number: str, asked: Asked, requested_by: User, now: datetime
) -> Transfer:
    """Ring `number` (E.164), the caller on hold meanwhile. Raises Refused."""
    with unit_of_work(now=now) as work:
        mine, giver = _locked(call.pk, requested_by, work)
        one = _make(mine, giver, asked, Target.NUMBER, number, requested_by)
        _ring(mine, one, LegRole.GUEST, number, None)
    return one


def to_queue(
    *, call: Call, queue: Queue, note: str, requested_by: User, now: datetime
) -> Transfer:
    """Put the caller into a queue with the clock of their whole call, and leave.

    Raises Refused.
    """
    with unit_of_work(now=now) as work:
        mine, giver = _locked(call.pk, requested_by, work)
        _require_queue(mine, queue, giver)
        asked = Asked(note=note, if_unanswered=Fallback.QUEUE)
        one = _make(mine, giver, asked, Target.QUEUE, queue.name, requested_by)
        one.entry = callers.transfer_to(mine.entries, queue, note)
    return one


def back_to_queue(*, call: Call, requested_by: User, now: datetime) -> Transfer:
    """Put the caller back into the queue that they came through; everybody else leaves.

    Raises Refused.
    """
    with unit_of_work(now=now) as work:
        mine, giver = _locked(call.pk, requested_by, work)
        entries = mine.entries.entries
        if not entries:
            raise Refused("The caller came through no queue.")
        queue = entries[-1].queue
        for other in _others(mine, giver):
            let_go(mine, other)
        asked = Asked(if_unanswered=Fallback.QUEUE)
        one = _make(mine, giver, asked, Target.QUEUE, queue.name, requested_by)
        one.entry = callers.transfer_to(mine.entries, queue, "")
    return one


def _locked(
    call_pk: int, requested_by: User, work: UnitOfWork
) -> tuple[CallTransfers, Leg]:
    """Lock a call to transfer; return it with the leg of who does. Raises Refused."""
    call = rooms.locked_rooms(call_pk, work).call
    mine = work.part(Transfers).of(call)
    giver = next(
        (
            leg
            for leg in reversed(call.legs)
            if leg.user_id == requested_by.pk
            and leg.role == LegRole.AGENT
            and leg.state == LegState.ANSWERED
        ),
        None,
    )
    if giver is None:
        raise Refused("You are not on this call.")
    if call.call.state != CallState.TALKING or call.live_customer is None:
        raise Refused("The caller is not on the line.")
    if any(one.state in OPEN_TRANSFER for one in mine.transfers):
        raise Refused(UNDER_WAY)
    return mine, giver


def _require_free(
    agent: Agent, address: str, requested_by: User, now: datetime
) -> None:
    """Raise Refused unless an agent, who is locked, can be rung."""
    if agent.user_id == requested_by.pk:
        raise Refused("You have this call already.")
    if not address:
        raise Refused(f"{agent.name} has no phone that could ring.")
    if agents.may_be_offered_now(agent, now=now):
        return
    if agent.state == AgentState.AVAILABLE:
        raise Refused(f"{agent.name} has no screen open.")
    state = agent.reason or AgentState(agent.state).label
    raise Refused(f"{agent.name} is not available: {state.lower()}.")


def _require_queue(mine: CallTransfers, queue: Queue, giver: Leg) -> None:
    if mine.call.call.direction != Direction.INCOMING:
        raise Refused("Only somebody who called us can wait in a queue.")
    if queue.retired_at is not None:
        raise Refused(f"{queue.name} takes no new callers.")
    others = _others(mine, giver)
    if others:
        raise Refused(f"{others[0].label} is on the call too. Take them out first.")


def _others(mine: CallTransfers, giver: Leg) -> list[Participant]:
    """Return who is in the room, or on the way into it, beside caller and agent."""
    room = mine.rooms.open_room
    people = mine.rooms.in_room(room) if room else []
    two = (giver, mine.call.live_customer)
    here = [one for one in people if one.state in OPEN_PARTICIPANT]
    return [one for one in here if mine.rooms.leg_of(one) not in two]


def _make(
    mine: CallTransfers,
    giver: Leg,
    asked: Asked,
    to: Target,
    label: str,
    requested_by: User,
) -> Transfer:
    is_incoming = mine.call.call.direction == Direction.INCOMING
    if asked.if_unanswered == Fallback.QUEUE and not is_incoming:
        raise Refused(NO_QUEUE)
    work = mine.call.work
    one = Transfer(
        requested_by=requested_by,
        giver=giver,
        way=asked.way,
        to=to,
        label=label[:120],
        note=asked.note[:300],
        if_unanswered=asked.if_unanswered,
        asked_at=work.now,
    )
    one.call = mine.call.call
    mine.transfers.append(work.add(one))
    work.touch(mine.call)
    return one


def _ring(
    mine: CallTransfers,
    one: Transfer,
    role: LegRole,
    address: str,
    user_pk: int | None,
) -> Dial:
    """Dial the other side into the conference of the call, which is made if need be."""
    room = mine.rooms.open_room or _make_room(mine, one.requested_by)
    customer = mine.call.live_customer
    link = {"link_to": customer.call_control_id} if customer else {}
    headers = [{"name": "X-Call", "value": str(mine.call.call.pk)}]
    dial = calls.dial(
        mine.call,
        role=role,
        address=address,
        user_id=user_pk,
        rings_for=RINGS_FOR,
        lasts=DIAL_LASTS,
        params={**link, "custom_headers": headers},
        requested_by=one.requested_by,
    )
    person = Participant(
        conference=room,
        dial=dial,
        label=one.label,
        state=ParticipantState.DIALLING,
        requested_at=mine.call.work.now,
        joins_when_held=one.way == Way.CONSULT,
    )
    mine.rooms.people.append(mine.call.work.add(person))
    one.participant = person
    return dial


def _make_room(mine: CallTransfers, requested_by: User) -> Conference:
    room = rooms.make(mine.rooms, requested_by)
    room.is_shown = False
    return room
