"""Notes and outcome on the desk, and what was written on the page of a call."""

from typing import Any

from django.http import Http404

from agents.queries import agent_of_user, last_engagement
from agents.states import AgentState
from live import topics
from live.fragments import Fragment, Scope
from outcomes import queries

# So many outcomes have a key of their own; the others are on a menu.
MOST_KEYS = 9


def desk_notes(scope: Scope) -> dict[str, Any]:
    """The call that the agent is on, else the one that they had last."""
    agent = agent_of_user(scope.user_pk)
    held = last_engagement(agent.pk) if agent else None
    if agent is None or held is None:
        return {"call": None}
    call = held.dial.call
    queue = queries.queue_of(call.pk, agent)
    leaves = queries.leaves_of(queue.pk) if queue else []
    return {
        "call": call,
        "remark": queries.remark_of(call.pk, agent),
        "is_over": agent.state not in (AgentState.ON_CALL, AgentState.WRAP_UP),
        "lacks_outcome": held.lacks_outcome,
        "leaves": leaves[:MOST_KEYS],
        "more": leaves[MOST_KEYS:],
    }


def remarks(scope: Scope) -> dict[str, Any]:
    if scope.pk is None:
        raise Http404
    return {"remarks": queries.remarks_on(scope.pk)}


def _own_and_the_call(scope: Scope) -> frozenset[str]:
    if scope.user_pk is None:
        return frozenset()
    own = {topics.user(scope.user_pk), topics.outcomes()}
    agent = agent_of_user(scope.user_pk)
    held = last_engagement(agent.pk) if agent else None
    return frozenset({*own, topics.call(held.dial.call_id)} if held else own)


def _of_the_call(scope: Scope) -> frozenset[str]:
    return frozenset({topics.call(scope.pk)}) if scope.pk else frozenset()


DESK_NOTES = Fragment(
    "desk-notes", "outcomes/_desk.html", desk_notes, _own_and_the_call, varies="user"
)
REMARKS = Fragment("call-remarks", "outcomes/_remarks.html", remarks, _of_the_call)
