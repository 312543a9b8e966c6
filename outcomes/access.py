"""Who writes notes on which call, and who edits whose outcomes."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from agents.access import get_own_agent
from agents.models import Agent, Engagement
from calls.models import Call
from outcomes.models import Outcome
from queues.access import visible


def get_call_to_note(viewer: Viewer, pk: int) -> tuple[Call, Agent]:
    """Return a call that somebody talks or has talked in as an agent, and that agent.

    Raises Http404 for any other call, PermissionDenied for who takes none.
    """
    agent = get_own_agent(viewer)
    talks = Engagement.objects.filter(
        agent=agent, dial__call=OuterRef("pk"), connected_at__isnull=False
    )
    return get_object_or_404(Call.objects.filter(Exists(talks)), pk=pk), agent


def get_outcome_for(viewer: Viewer, pk: int) -> Outcome:
    """Return an outcome to edit; raises Http404 or PermissionDenied."""
    require(viewer, Verb.EDIT_QUEUE)
    rows = Outcome.objects.filter(queue__in=visible(viewer))
    return get_object_or_404(rows.select_related("queue", "parent"), pk=pk)
