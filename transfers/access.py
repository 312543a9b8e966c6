"""Who may transfer: the agent who talks in a call, and nobody for them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.viewers import Viewer, require
from agents.models import Agent
from calls.models import Call
from live.refusals import Refused
from queues.models import Queue
from transfers.models import Transfer


def get_own_call(viewer: Viewer) -> Call:
    """Return the call that an agent is on.

    Raises PermissionDenied for who is no agent, Refused when they are on no call.
    """
    leg = _own(viewer).leg
    if leg is None:
        raise Refused("You are on no call.")
    return leg.call


def get_agent_to_ring(viewer: Viewer, pk: int) -> Agent:
    """Return a colleague; whoever takes calls may ring any.

    Raises Http404 for one who takes no calls any more, or PermissionDenied.
    """
    _own(viewer)
    return get_object_or_404(Agent, pk=pk, retired_at=None)


def get_queue_to_fill(viewer: Viewer, pk: int) -> Queue:
    """Return a queue that takes callers; whoever takes calls may send theirs to any.

    Raises Http404 or PermissionDenied.
    """
    _own(viewer)
    return get_object_or_404(Queue, pk=pk, retired_at=None)


def _own(viewer: Viewer) -> Agent:
    """Return the agent who somebody is; raises PermissionDenied for who is none."""
    require(viewer)
    agents = Agent.objects.filter(user_id=viewer.who or 0).select_related("leg__call")
    found = agents.first()
    if found is None:
        raise PermissionDenied("You take no calls.")
    return found


def get_own_transfer(viewer: Viewer, pk: int) -> Transfer:
    """Return a transfer that somebody asked for; raises Http404 or PermissionDenied."""
    require(viewer)
    return get_object_or_404(Transfer, pk=pk, requested_by_id=viewer.who)
