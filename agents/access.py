"""Who may see and change which agent: supervisors all, agents themselves."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from agents.models import Agent
from agents.queries import agent_of
from contactcenter.roles import Role, require


def get_own_agent(user: AbstractBaseUser | AnonymousUser) -> Agent:
    """Return the agent that the user is; raises PermissionDenied for all others."""
    require(user, Role.AGENT)
    agent = agent_of(user)
    if agent is None:
        raise PermissionDenied("You do not take calls yourself.")
    return agent


def get_agent_for(user: AbstractBaseUser | AnonymousUser, pk: int) -> Agent:
    """Return any agent, for supervisors; raises Http404 or PermissionDenied."""
    require(user, Role.SUPERVISOR)
    return get_object_or_404(Agent, pk=pk)


def may_list_agents(user: AbstractBaseUser | AnonymousUser, pk: int | None) -> None:
    """Authorize the screen of all agents; raises PermissionDenied or Http404."""
    require(user, Role.SUPERVISOR)
    if pk is not None:
        raise Http404
