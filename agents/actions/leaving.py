"""Somebody leaves: signs out, is signed out, gets in no more, or their session ran out."""

from datetime import datetime

from django.contrib.auth.models import User

from agents.aggregate import Agents
from agents.audited import note_state_set
from agents.domain import Leaving, LeftForGood
from agents.models import Agent, StateChoice
from agents.states import AgentState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work


def leave(
    user: User, *, by: User | None, signs_out: bool = False, now: datetime
) -> None:
    """End what rings somebody or lets them listen, and set an agent Offline.

    A call goes on: then Offline comes after it. With `signs_out` all sessions end when
    the agent is Offline; for whoever is no agent, at once. `by` is None where nobody
    asked for it.
    """
    with unit_of_work(now=now) as work:
        by_pk = by.pk if by else None
        work.tell(Leaving(user.pk, by_pk=by_pk, signs_out=signs_out))


def go_offline(fact: Leaving, work: UnitOfWork) -> None:
    """Set an agent who leaves Offline, in the unit of work that stops their phone."""
    pks = Agent.objects.filter(user=fact.user_pk).values_list("pk", flat=True)
    for pk in pks:
        mine = work.part(Agents).locked(pk)
        agent = mine.agent
        if agent.state == AgentState.OFFLINE:
            break
        if fact.by_pk is not None and fact.by_pk != fact.user_pk:
            by = User.objects.get(pk=fact.by_pk)
            note_state_set(agent, AgentState.OFFLINE, "", by=by)
        mine.choose(
            StateChoice(
                at=max(work.now, agent.state_since),
                state=AgentState.OFFLINE,
                signs_out=fact.signs_out,
                chosen_by_id=fact.by_pk,
            )
        )
        return
    if fact.signs_out:
        work.tell(LeftForGood(fact.user_pk))
