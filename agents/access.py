"""Who sees and changes which agent."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from agents.models import Agent
from agents.queries import agent_of_user


def visible(viewer: Viewer) -> QuerySet[Agent]:
    """Return the agents of a scope who take calls: of its queues, and in its teams.

    They are colleagues: no verb is needed to see who is in one's own queues.
    """
    agents = Agent.objects.filter(retired_at=None)
    if viewer.everywhere:
        return agents
    in_queues = Agent.objects.filter(queues__in=viewer.queues).values("pk")
    in_teams = Agent.objects.filter(user__teams__in=viewer.teams).values("pk")
    return agents.filter(Q(pk__in=in_queues) | Q(pk__in=in_teams))


def get_own_agent(viewer: Viewer) -> Agent:
    """Return the agent that somebody is; raises PermissionDenied for all others."""
    agent = agent_of_user(viewer.who) if viewer.may(Verb.TAKE_CALLS) else None
    if agent is None:
        raise PermissionDenied("You do not take calls yourself.")
    return agent


def get_agent_for(viewer: Viewer, pk: int) -> Agent:
    """Return an agent whose state may be set; raises Http404 or PermissionDenied."""
    require(viewer, Verb.SET_STATE)
    return get_object_or_404(visible(viewer), pk=pk)


def get_agent_to_see(viewer: Viewer, pk: int) -> Agent:
    """Return an agent to look at; raises Http404 or PermissionDenied."""
    require(viewer, Verb.WATCH)
    return get_object_or_404(visible(viewer), pk=pk)


def agents_for(viewer: Viewer) -> QuerySet[Agent]:
    """Return the agents whose state may be set; raises PermissionDenied."""
    require(viewer, Verb.SET_STATE)
    return visible(viewer).select_related("user")


def may_list_agents(viewer: Viewer, pk: int | None) -> None:
    """Authorize the screen of all agents; raises PermissionDenied or Http404."""
    require(viewer, Verb.WATCH)
    if pk is not None:
        raise Http404
