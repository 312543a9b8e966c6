"""Who may dismiss a notice (the person whom it tells something), and who may repair."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require, require_everywhere
from callcontrol.models import Command, Discrepancy
from callcontrol.repair.registry import needed_for


def get_command_for(viewer: Viewer, pk: UUID) -> Command:
    """Return a command that the user asked for; anybody else's does not exist."""
    require(viewer)
    return get_object_or_404(Command, pk=pk, requested_by_id=viewer.who)


def get_discrepancy_for(viewer: Viewer, pk: int) -> Discrepancy:
    """Return what may be repaired; raises PermissionDenied or Http404.

    What disagrees may concern anybody, so it is for who watches the whole site.
    """
    require_everywhere(viewer, Verb.WATCH)
    found = get_object_or_404(Discrepancy, pk=pk)
    require(viewer, needed_for(found.kind))
    return found
