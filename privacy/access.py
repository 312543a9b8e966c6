"""Who may read the record and look after what is kept of callers."""

from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require, require_everywhere
from calls.models import Call


def require_settings(viewer: Viewer) -> None:
    """Raise PermissionDenied unless they manage settings: it is about everybody."""
    require(viewer, Verb.MANAGE_SETTINGS)


def require_audit(viewer: Viewer) -> None:
    """Raise PermissionDenied unless they may read what everybody did, everywhere."""
    require_everywhere(viewer, Verb.READ_AUDIT)


def get_call_to_hold(viewer: Viewer, pk: int) -> Call:
    """Return a call, for who manages settings; raises PermissionDenied or Http404."""
    require_settings(viewer)
    return get_object_or_404(Call, pk=pk)
