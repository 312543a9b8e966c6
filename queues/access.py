"""Who may take and see which waiting caller, offer and queue."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from agents.access import get_own_agent
from callcontrol.models import PhoneNumber
from contactcenter.roles import Role, at_least, require
from queues.models import Offer, Queue, QueueEntry

NOT_YOUR_QUEUE = "You are not in this queue."
NOT_YOUR_OFFER = "This offer is for somebody else."


def get_entry_to_pick(user: AbstractBaseUser | AnonymousUser, pk: int) -> QueueEntry:
    """Return a waiting call of one of the agent's queues.

    Raises Http404, or PermissionDenied when the queue is not theirs.
    """
    agent = get_own_agent(user)
    entry = get_object_or_404(QueueEntry, pk=pk)
    if not Queue.objects.filter(pk=entry.queue_id, agents=agent).exists():
        raise PermissionDenied(NOT_YOUR_QUEUE)
    return entry


def get_entry_to_assign(user: AbstractBaseUser | AnonymousUser, pk: int) -> QueueEntry:
    """Return any waiting call, for supervisors; raises Http404 or PermissionDenied."""
    require(user, Role.SUPERVISOR)
    return get_object_or_404(QueueEntry.objects.select_related("queue", "call"), pk=pk)


def get_offer_for(user: AbstractBaseUser | AnonymousUser, pk: int) -> Offer:
    """Return an offer to the agent, any offer to a supervisor.

    Raises Http404, or PermissionDenied when it is for somebody else.
    """
    require(user, Role.AGENT)
    offer = get_object_or_404(Offer.objects.select_related("agent"), pk=pk)
    if not at_least(user, Role.SUPERVISOR) and offer.agent.user_id != user.pk:
        raise PermissionDenied(NOT_YOUR_OFFER)
    return offer


def get_queue_for(user: AbstractBaseUser | AnonymousUser, pk: int) -> Queue:
    """Return a queue to edit, for admins; raises Http404 or PermissionDenied."""
    require(user, Role.ADMIN)
    return get_object_or_404(Queue, pk=pk)


def get_number_to_route(user: AbstractBaseUser | AnonymousUser, pk: int) -> PhoneNumber:
    """Return a phone number, for admins; raises Http404 or PermissionDenied."""
    require(user, Role.ADMIN)
    return get_object_or_404(PhoneNumber, pk=pk)
