"""Who may take and see which waiting caller, offer and queue."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require, require_everywhere
from agents.access import get_own_agent
from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import Offer, Queue, QueueEntry
from queues.states import PICKABLE


def visible(viewer: Viewer) -> QuerySet[Queue]:
    """Return the queues of a scope; no verb is needed to see how one's own stand."""
    if viewer.everywhere:
        return Queue.objects.all()
    return Queue.objects.filter(pk__in=viewer.queues)


def get_entry_to_pick(viewer: Viewer, pk: int) -> QueueEntry:
    """Return a waiting caller of one of the agent's queues.

    Raises Http404, or PermissionDenied for who takes no calls.
    """
    own = QueueEntry.objects.filter(queue__agents=get_own_agent(viewer))
    return get_object_or_404(own, pk=pk)


def get_entry_to_assign(viewer: Viewer, pk: int) -> QueueEntry:
    """Return a waiting caller to give to somebody; raises Http404 or PermissionDenied."""
    require(viewer, Verb.ASSIGN)
    rows = QueueEntry.objects.select_related("queue", "call")
    return get_object_or_404(rows.filter(queue__in=visible(viewer)), pk=pk)


def entries_to_move(viewer: Viewer) -> QuerySet[QueueEntry]:
    """Return the waiting callers of a scope, next first; raises PermissionDenied."""
    require(viewer, Verb.ASSIGN)
    rows = QueueEntry.objects.select_related("queue", "call")
    waiting = rows.filter(queue__in=visible(viewer), state__in=PICKABLE)
    return waiting.order_by("queue__name", "-priority", "entered_at")


def get_offer_for(viewer: Viewer, pk: int) -> Offer:
    """Return an offer to take back: one's own, and any of the scope for who may assign.

    Raises Http404, PermissionDenied without a role.
    """
    require(viewer)
    theirs = Q(agent__user=viewer.who)
    if viewer.may(Verb.ASSIGN):
        theirs |= Q(entry__queue__in=visible(viewer))
    return get_object_or_404(Offer.objects.filter(theirs), pk=pk)


def get_queue_for(viewer: Viewer, pk: int) -> Queue:
    """Return a queue to edit; raises Http404 or PermissionDenied."""
    require(viewer, Verb.EDIT_QUEUE)
    return get_object_or_404(visible(viewer), pk=pk)


def get_queue_to_close(viewer: Viewer, pk: int) -> Queue:
    """Return a queue to close or open by hand; raises Http404 or PermissionDenied."""
    require(viewer, Verb.ASSIGN)
    return get_object_or_404(visible(viewer), pk=pk)


def queues_to_close(viewer: Viewer) -> QuerySet[Queue]:
    """Return all queues of a scope; raises PermissionDenied."""
    require(viewer, Verb.ASSIGN)
    return visible(viewer)


def may_add_queue(viewer: Viewer) -> bool:
    """A new queue is in nobody's scope but that of the whole site."""
    return viewer.everywhere and viewer.may(Verb.EDIT_QUEUE)


def require_add_queue(viewer: Viewer) -> None:
    """Raise PermissionDenied unless they may add a queue."""
    require_everywhere(viewer, Verb.EDIT_QUEUE)


def get_number_to_route(viewer: Viewer, pk: int) -> PhoneNumber:
    """Return a phone number; raises Http404 or PermissionDenied."""
    require(viewer, Verb.MANAGE_SETTINGS)
    return get_object_or_404(PhoneNumber, pk=pk)


def get_application_to_route(viewer: Viewer, pk: int) -> CallControlApplication:
    """Return an application; raises Http404 or PermissionDenied."""
    require(viewer, Verb.MANAGE_SETTINGS)
    return get_object_or_404(CallControlApplication, pk=pk)
