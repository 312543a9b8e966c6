"""What can change about agents: the panel, the list, and each person's own state."""

from typing import Any

from django.http import Http404

from accounts.roles import Verb
from agents import queries
from agents.access import visible
from agents.days import day_of, stretches_of
from agents.models import Agent
from agents.states import ENGAGED, AgentState
from live import topics
from live.fragments import Fragment, Scope

# In these the last talk says how wrap-up ends.
HOLDING = (AgentState.ON_CALL, AgentState.WRAP_UP)


def panel(scope: Scope) -> dict[str, Any]:
    agents = queries.panel(visible(scope.viewer))
    return {
        "agents": [agent for agent in agents if agent.state != AgentState.OFFLINE],
        "staff": queries.staff(agents),
        "reason_icons": queries.reason_icons(),
        "watches": scope.viewer.may(Verb.WATCH),
    }


def table(scope: Scope) -> dict[str, Any]:
    agents = queries.with_last_change(visible(scope.viewer))
    reasons = queries.reasons()
    rows = [(agent, queries.state_menu(agent, reasons)) for agent in agents]
    icons = queries.reason_icons()
    return {
        "rows": rows,
        "staff": queries.staff(agents),
        "reason_icons": icons,
        "may_set_state": scope.viewer.may(Verb.SET_STATE),
    }


def own_state(scope: Scope) -> dict[str, Any]:
    agent = queries.agent_of_user(scope.user_pk)
    if agent is None:
        return {"agent": None, "why_not": "You do not take calls yourself."}
    held = queries.last_engagement(agent.pk)
    return {
        "agent": agent,
        "why_not": _why_not(agent.state),
        "held": held if agent.state in HOLDING else None,
        "menu": queries.state_menu(agent, queries.reasons()),
        "is_engaged": agent.state in ENGAGED,
        "reason_icons": queries.reason_icons(),
        "pending_label": agent.pending_reason
        or (AgentState(agent.pending_state).label if agent.pending_state else ""),
    }


def desk_day(scope: Scope) -> dict[str, Any]:
    agent = queries.agent_of_user(scope.user_pk)
    day = day_of(agent, now=scope.now) if agent else None
    return {"agent": agent, "day": day}


def agent_page(scope: Scope) -> dict[str, Any]:
    agents = Agent.objects.select_related("set_by", "pending_by")
    agent = agents.filter(pk=scope.pk).first() if scope.pk else None
    if agent is None:
        raise Http404
    return {
        "agent": agent,
        "memberships": agent.memberships.select_related("queue").order_by("place"),
        "skills": agent.skills.select_related("skill").order_by("skill__name"),
        "reason_icons": queries.reason_icons(),
        "day": day_of(agent, now=scope.now),
        "stretches": stretches_of(agent, now=scope.now),
    }


def _why_not(state: str) -> str:
    """Return why an agent in this state can take nobody now, empty when they can."""
    if state == AgentState.AVAILABLE:
        return ""
    if state in ENGAGED:
        return "Finish your call first."
    return "Set yourself Available first."


def _agents(scope: Scope) -> frozenset[str]:
    return frozenset({topics.agents()})


def _the_agent(scope: Scope) -> frozenset[str]:
    return frozenset({topics.agent(scope.pk)}) if scope.pk else frozenset()


def _own(scope: Scope) -> frozenset[str]:
    return frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()


PANEL = Fragment("agents-panel", "agents/_panel.html", panel, _agents, varies="scope")
TABLE = Fragment("agents-table", "agents/_table.html", table, _agents, varies="scope")
STATE = Fragment("topbar-state", "agents/_state.html", own_state, _own, varies="user")
DESK_DAY = Fragment("desk-day", "agents/_desk_day.html", desk_day, _own, varies="user")
AGENT_PAGE = Fragment("agent-page", "agents/_agent.html", agent_page, _the_agent)
DESK_STATE = Fragment(
    "desk-state", "agents/_desk_state.html", own_state, _own, varies="user"
)
