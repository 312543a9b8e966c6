"""What can change about queues: numbers, waiting callers, who can take them."""

from typing import Any

from django.http import Http404

from agents.models import Agent
from agents.queries import agent_of_user
from agents.states import ENGAGED, AgentState
from contactcenter.roles import Role
from live import topics
from live.fragments import Fragment, Scope
from queues import queries
from queues.states import OPEN_OFFER
from queues.words import why_ended


def tiles(scope: Scope) -> dict[str, Any]:
    return {"tiles": queries.tiles(now=scope.now)}


def queue_table(scope: Scope) -> dict[str, Any]:
    return {"rows": queries.queue_rows(now=scope.now)}


def waiting(scope: Scope) -> dict[str, Any]:
    """Supervisors see every caller; an agent's own are on their desk."""
    is_supervisor = scope.role in (Role.SUPERVISOR, Role.ADMIN)
    lines = queries.waiting_callers()
    return {
        "lines": lines if is_supervisor else [],
        "total": len(lines),
        "is_supervisor": is_supervisor,
    }


def queue_list(scope: Scope) -> dict[str, Any]:
    return {"rows": queries.listed(), "is_admin": scope.role == Role.ADMIN}


def assignment(scope: Scope) -> dict[str, Any]:
    found = queries.assignment_of(scope.pk or 0)
    if found is None:
        raise Http404
    return {"assignment": found, "entry": found.entry}


def desk_offer(scope: Scope) -> dict[str, Any]:
    agent = _agent(scope)
    offer = queries.desk_offer_of(agent, now=scope.now) if agent else None
    is_open = offer is not None and offer.state in OPEN_OFFER
    return {
        "offer": offer if is_open else None,
        "ended": offer if offer and not is_open else None,
        "why": why_ended(offer) if offer and not is_open else "",
    }


def desk_waiting(scope: Scope) -> dict[str, Any]:
    agent = _agent(scope)
    lines = queries.waiting_callers(queries.queue_pks_of(agent)) if agent else []
    why_not = _why_not(agent)
    return {
        "agent": agent,
        "lines": lines,
        "why_not": why_not,
        "why_not_next": why_not or _nobody_free(lines),
    }


def _agent(scope: Scope) -> Agent | None:
    return agent_of_user(scope.user_pk)


def _nobody_free(lines: list[queries.Waiting]) -> str:
    is_anybody_free = any(line.can_be_picked for line in lines)
    return "" if is_anybody_free else "Nobody is waiting for you now."


def _why_not(agent: Agent | None) -> str:
    """Return why the agent can take nobody now, empty when they can."""
    if agent is None:
        return "You do not take calls yourself."
    if agent.state == AgentState.AVAILABLE:
        return ""
    if agent.state in ENGAGED:
        return "Finish your call first."
    return "Set yourself Available first."


def _queues(scope: Scope) -> frozenset[str]:
    return frozenset({topics.queues()})


def _queues_and_agents(scope: Scope) -> frozenset[str]:
    return frozenset({topics.queues(), topics.agents()})


def _own(scope: Scope) -> frozenset[str]:
    return frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()


def _own_and_queues(scope: Scope) -> frozenset[str]:
    return _own(scope) | _queues(scope)


LIST = Fragment(
    "queues-list",
    "queues/_list.html",
    queue_list,
    _queues_and_agents,
    varies="role",
)
ASSIGNMENT = Fragment(
    "assignment", "queues/_assignment.html", assignment, _queues_and_agents
)
TILES = Fragment("queues-tiles", "queues/_tiles.html", tiles, _queues_and_agents)
QUEUE_TABLE = Fragment(
    "queues-table", "queues/_queue_table.html", queue_table, _queues_and_agents
)
WAITING = Fragment(
    "waiting-callers", "queues/_waiting.html", waiting, _queues, varies="role"
)
DESK_OFFER = Fragment(
    "desk-offer", "queues/_desk_offer.html", desk_offer, _own, varies="user"
)
DESK_WAITING = Fragment(
    "desk-waiting",
    "queues/_desk_waiting.html",
    desk_waiting,
    _own_and_queues,
    varies="user",
)
