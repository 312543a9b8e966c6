"""What can change about agents: the panel, the list, and each person's own state."""

from typing import Any

from accounts.roles import Verb
from agents import queries
from agents.access import visible
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
        return {"agent": None}
    held = queries.last_engagement(agent.pk)
    return {
        "agent": agent,
        "held": held if agent.state in HOLDING else None,
        "menu": queries.state_menu(agent, queries.reasons()),
        "is_engaged": agent.state in ENGAGED,
        "reason_icons": queries.reason_icons(),
        "pending_label": agent.pending_reason
        or (AgentState(agent.pending_state).label if agent.pending_state else ""),
    }


def _agents(scope: Scope) -> frozenset[str]:
    return frozenset({topics.agents()})


def _own(scope: Scope) -> frozenset[str]:
    return frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()


PANEL = Fragment("agents-panel", "agents/_panel.html", panel, _agents, varies="scope")
TABLE = Fragment("agents-table", "agents/_table.html", table, _agents, varies="scope")
STATE = Fragment("topbar-state", "agents/_state.html", own_state, _own, varies="user")
DESK_STATE = Fragment(
    "desk-state", "agents/_desk_state.html", own_state, _own, varies="user"
)
