"""Whose telephone cannot ring is not Available, and is again once it can."""

from datetime import datetime, timedelta

from agents import queries
from agents.aggregate import Agents
from agents.models import Softphone, StateChoice
from agents.states import AgentState, PhoneTrouble
from callcontrol.unit_of_work import unit_of_work

# A page that is loaded anew signs in again within a second or two.
SIGNS_IN_WITHIN = timedelta(seconds=5)


def sweep_phones(*, now: datetime) -> None:
    """Set agents Not ready whose browser stopped being a telephone, and back again."""
    for pk in queries.without_phone(before=now - SIGNS_IN_WITHIN):
        _set(pk, AgentState.AVAILABLE, now=now)
    for pk in queries.with_phone_again():
        _set(pk, AgentState.NOT_READY, now=now)


def _set(agent_pk: int, expected: AgentState, *, now: datetime) -> None:
    """Look again under the lock: they may have pressed a button meanwhile."""
    with unit_of_work(now=now) as work:
        mine = work.part(Agents).locked(agent_pk)
        phone = queries.softphone_of(mine.agent.user_id)
        if phone is None or mine.agent.state != expected:
            return
        state, reason = _what_follows(phone)
        if state == expected:
            return
        at = max(now, mine.agent.state_since)
        mine.choose(StateChoice(at=at, state=state, reason=reason))


def _what_follows(phone: Softphone) -> tuple[AgentState, str]:
    if phone.ready_at is not None:
        return AgentState.AVAILABLE, ""
    return AgentState.NOT_READY, PhoneTrouble(phone.trouble).label
