"""Who may hear, keep and run which recording."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from calls import access as calls
from recordings.models import Recording
from recordings.queries import with_people
from recordings.states import RecordingState


def visible(viewer: Viewer) -> QuerySet[Recording]:
    """Return the recordings that somebody may hear."""
    if not viewer.may(Verb.HEAR):
        return Recording.objects.none()
    if viewer.watches_everything:
        return Recording.objects.all()
    return Recording.objects.filter(call__in=calls.audible(viewer))


def get_recording_to_hear(viewer: Viewer, pk: int) -> Recording:
    """Return an archived recording; raises Http404 or PermissionDenied."""
    require(viewer, Verb.HEAR)
    recording = get_object_or_404(with_people(visible(viewer)), pk=pk)
    if recording.state != RecordingState.READY:
        raise Http404
    return recording


def get_recording_to_keep(viewer: Viewer, pk: int) -> Recording:
    """Return a recording to save as a file; raises Http404 or PermissionDenied."""
    require(viewer, Verb.DOWNLOAD)
    return get_recording_to_hear(viewer, pk)


def get_recording_to_run(viewer: Viewer, pk: int) -> Recording:
    """Return a recording to pause or stop; raises Http404 or PermissionDenied."""
    require(viewer)
    rows = Recording.objects.select_related("call", "leg")
    recording = get_object_or_404(rows.filter(call__in=calls.visible(viewer)), pk=pk)
    calls.require_run(viewer, recording.call)
    return recording


def may_fetch(viewer: Viewer) -> bool:
    """Whether they may fetch a recording once more that could not be saved."""
    return viewer.may(Verb.HEAR) and viewer.may(Verb.WATCH)


def get_recording_to_fetch(viewer: Viewer, pk: int) -> Recording:
    """Return a recording to fetch once more; raises Http404 or PermissionDenied."""
    require(viewer, Verb.WATCH)
    require(viewer, Verb.HEAR)
    return get_object_or_404(visible(viewer), pk=pk)
