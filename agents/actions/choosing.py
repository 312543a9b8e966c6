"""What agents choose, and what calls make of them.

Both only add a fact (a choice, an engagement and its times). Where the agent is follows
from the facts (`agents.spans`), as does the log, whatever the order in which they came.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from agents import queries
from agents.aggregate import AgentAggregate, Agents
from agents.audited import note_state_set
from agents.models import Agent, Engagement, StateChoice
from agents.queries import engagement_on_call
from agents.states import WHY_NO_PHONE, AgentState, PhoneTrouble, WrapUp, may_move
from callcontrol.unit_of_work import unit_of_work
from live import topics
from live.announce import announce
from live.presence.actions import note_present
from live.presence.queries import is_present
from live.refusals import Refused

EXTENSION = timedelta(seconds=30)
NOTHING_TO_FINISH = "There is no wrap-up to finish."
NO_END = "This wrap-up lasts until you are done."
NO_OUTCOME = "Choose an outcome first: this queue requires one."
NOT_THEIRS = "In this queue wrap-up is nothing that you choose."
NOBODY_THERE = "{name} has no screen open, and cannot see a call that comes."


def choose_state(
    agent_pk: int,
    state: str,
    reason: str = "",
    *,
    chosen_by: User,
    now: datetime,
) -> None:
    """Go to a state that the agent, or a supervisor for them, has chosen.

    During a call the choice waits until the agent is free, and with one who is
    Disconnected until they come back. Raises Refused when the move is not possible from
    the present state, for somebody Offline who is not there, and for being Available with
    a telephone that cannot ring.
    """
    with unit_of_work(now=now) as work:
        mine = work.part(Agents).locked(agent_pk)
        agent = mine.agent
        if (agent.state, agent.reason, agent.pending_state) == (state, reason, ""):
            return
        if state != AgentState.OFFLINE:
            _require_somebody_there(mine, chosen_by)
        if state == AgentState.AVAILABLE:
            _require_phone(mine)
        _require_move(mine, AgentState(state))
        if chosen_by.pk == agent.user_id and state != AgentState.OFFLINE:
            _require_outcome(_in_wrap_up(mine))
        # A clock that was set back must not put the choice before what it follows.
        at = max(now, agent.state_since)
        if chosen_by.pk != agent.user_id:
            note_state_set(agent, AgentState(state), reason, by=chosen_by)
        mine.choose(
            StateChoice(
                at=at,
                state=state,
                reason=reason,
                chosen_by=chosen_by,
            )
        )


def _require_somebody_there(mine: AgentAggregate, chosen_by: User) -> None:
    """Raise Refused unless the agent is there, or has been of late.

    A button that an agent presses themselves is a sign of life: their page may not have
    had the time to connect.
    """
    agent, now = mine.agent, mine.work.now
    is_there = is_present(
        agent.user_id, within=queries.presence_rules().gone_after, now=now
    )
    if chosen_by.pk == agent.user_id:
        if not is_there:
            note_present([agent.user_id], now=now)
        mine.come_back(now)
    elif not is_there and agent.state == AgentState.OFFLINE:
        raise Refused(NOBODY_THERE.format(name=agent.name))


def _require_phone(mine: AgentAggregate) -> None:
    phone = queries.softphone_of(mine.agent.user_id)
    if phone is not None and phone.ready_at is None:
        raise Refused(WHY_NO_PHONE[PhoneTrouble(phone.trouble)])


def _require_move(mine: AgentAggregate, state: AgentState) -> None:
    agent = mine.agent
    if mine.is_engaged or may_move(agent.state, state):
        return
    here, there = AgentState(agent.state).label, state.label
    raise Refused(f"{agent.name} cannot go from {here} to {there}.")


def reserve(mine: AgentAggregate, engagement: Engagement) -> None:
    """Hold an agent, who has to be available, for a call that rings them."""
    engagement.agent = mine.agent
    engagement.reserved_at = max(engagement.reserved_at, mine.agent.state_since)
    mine.hold(mine.work.add(engagement))


def finish_wrap_up(agent_pk: int, *, by: User, now: datetime) -> None:
    """End wrap-up before its time; raises Refused when there is none."""
    with unit_of_work(now=now) as work:
        mine = work.part(Agents).locked(agent_pk)
        engagement = _in_wrap_up(mine)
        if engagement is None:
            raise Refused(NOTHING_TO_FINISH)
        if by.pk == mine.agent.user_id:
            _require_outcome(engagement)
        engagement.wrap_up_ended_at = now
        engagement.wrap_up_ended_by_id = by.pk
        if by.pk != mine.agent.user_id:
            note_state_set(mine.agent, AgentState.AVAILABLE, "", by=by)
        mine.hold(engagement)


def _require_outcome(engagement: Engagement | None) -> None:
    """Raise Refused while a wrap-up lacks the outcome that its queue requires."""
    if engagement is not None and engagement.lacks_outcome:
        raise Refused(NO_OUTCOME)


def ask_for_wrap_up(agent_pk: int, *, wants: bool, now: datetime) -> None:
    """Have wrap-up after the call that an agent is on, or none after all.

    Raises Refused when there is no call, or its queue does not leave that to them.
    """
    with unit_of_work(now=now) as work:
        mine = work.part(Agents).locked(agent_pk)
        engagement = engagement_on_call(agent_pk)
        if engagement is None or mine.agent.state != AgentState.ON_CALL:
            raise Refused("You are on no call now.")
        if engagement.wrap_up_mode != WrapUp.DISCRETIONARY:
            raise Refused(NOT_THEIRS)
        work.keep(engagement).wants_wrap_up = wants
        announce(topics.user(mine.agent.user_id))


def extend_wrap_up(agent_pk: int, *, now: datetime) -> None:
    """Give the agent half a minute more; raises Refused when there is no wrap-up."""
    with unit_of_work(now=now) as work:
        mine = work.part(Agents).locked(agent_pk)
        engagement = _in_wrap_up(mine)
        until = mine.agent.state_until
        if engagement is not None and engagement.is_open_ended:
            raise Refused(NO_END)
        if engagement is None or engagement.over_at is None or until is None:
            raise Refused("There is no wrap-up to extend.")
        engagement.wrap_up = max(until, now) + EXTENSION - engagement.over_at
        mine.hold(engagement)


def end_due_wrap_ups(*, now: datetime) -> int:
    """Set everybody free whose wrap-up is over; return how many."""
    due = Agent.objects.filter(state=AgentState.WRAP_UP, state_until__lte=now)
    pks = list(due.values_list("pk", flat=True))
    for pk in pks:
        with unit_of_work(now=now) as work:
            work.part(Agents).locked(pk).touch()
    return len(pks)


def _in_wrap_up(mine: AgentAggregate) -> Engagement | None:
    """Return the engagement whose wrap-up runs; None when none does."""
    if mine.agent.state != AgentState.WRAP_UP:
        return None
    rows = Engagement.objects.filter(
        agent=mine.agent, connected_at__isnull=False, over_at__isnull=False
    )
    found = rows.order_by("-reserved_at", "-pk").first()
    return mine.work.keep(found) if found else None
