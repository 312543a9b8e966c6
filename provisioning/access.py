"""Who may see and change the account at Telnyx: those who manage settings."""

from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from callcontrol.models import Event
from provisioning.models import CallControlApplication, PhoneNumber


def require_settings(viewer: Viewer) -> None:
    """Raise PermissionDenied unless they manage settings."""
    require(viewer, Verb.MANAGE_SETTINGS)


def get_application_for(viewer: Viewer, pk: int) -> CallControlApplication:
    """Raises PermissionDenied or Http404, as the next two do."""
    require_settings(viewer)
    return get_object_or_404(CallControlApplication, pk=pk)


def get_number_for(viewer: Viewer, pk: int) -> PhoneNumber:
    require_settings(viewer)
    return get_object_or_404(PhoneNumber, pk=pk)


def get_event_for(viewer: Viewer, pk: int) -> Event:
    require_settings(viewer)
    return get_object_or_404(Event, pk=pk)
