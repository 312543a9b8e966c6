"""Who may see and change flows."""

from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from flows.models import Flow


def require_flows(viewer: Viewer) -> None:
    """Raise PermissionDenied for whoever does not manage the settings."""
    require(viewer, Verb.MANAGE_SETTINGS)


def get_flow_for(viewer: Viewer, pk: int) -> Flow:
    """Raises PermissionDenied or Http404."""
    require_flows(viewer)
    return get_object_or_404(Flow, pk=pk)
