"""Notes and outcome on the desk, and what was written on the page of a call."""

from typing import Any

from django.http import Http404

from agents.models import Agent
from agents.queries import agent_of_user, last_engagement, ringing_engagement
from agents.states import AgentState
from calls.models import Call
from live import topics
from live.fragments import Fragment, Scope
from outcomes import queries
from outcomes.queries.contacts import contacts_of

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
    is_over = agent.state not in (AgentState.ON_CALL, AgentState.WRAP_UP)
    return {
        "call": call,
        "remark": queries.remark_of(call.pk, agent),
        "is_over": is_over,
        "lacks_outcome": held.lacks_outcome,
        # While somebody may be picked, the keys of the digits do that.
        "leaves": [] if is_over else leaves[:MOST_KEYS],
        "more": leaves if is_over else leaves[MOST_KEYS:],
    }


def desk_contacts(scope: Scope) -> dict[str, Any]:
    """What was before, of whoever rings the agent or talks with them, before they answer."""
    agent = agent_of_user(scope.user_pk)
    call = _call_at_hand(agent) if agent else None
    if agent is None or call is None:
        return {"call": None}
    own = scope.viewer.takes_from
    found = contacts_of(call, queue_pks=own, agent_pk=agent.pk)
    return {"call": call, "contacts": found}


def _call_at_hand(agent: Agent) -> Call | None:
    """Return the call that rings an agent, that they are on, or whose wrap-up runs."""
    if agent.state == AgentState.RESERVED:
        held = ringing_engagement(agent.pk)
    elif agent.state in (AgentState.ON_CALL, AgentState.WRAP_UP):
        held = last_engagement(agent.pk)
    else:
        return None
    return held.dial.call if held else None


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


def _own(scope: Scope) -> frozenset[str]:
    return frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()


def _of_the_call(scope: Scope) -> frozenset[str]:
    return frozenset({topics.call(scope.pk)}) if scope.pk else frozenset()


DESK_NOTES = Fragment(
    "desk-notes", "outcomes/_desk.html", desk_notes, _own_and_the_call, varies="user"
)
DESK_CONTACTS = Fragment(
    "desk-contacts", "outcomes/_contacts.html", desk_contacts, _own, varies="user"
)
REMARKS = Fragment("call-remarks", "outcomes/_remarks.html", remarks, _of_the_call)
