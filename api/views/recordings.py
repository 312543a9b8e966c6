"""Recordings: what there is; the sound itself is heard on the pages."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from api.pages import page_of
from api.shapes import ANSWERS, Key, Page, RecordingShown
from api.views.asking import Cursor, Limit, reader_in
from recordings import access
from recordings.models import Recording

router = Router()


def hearer_in(request: HttpRequest) -> Viewer:
    viewer = reader_in(request)
    require(viewer, Verb.HEAR)
    return viewer


def shown(recording: Recording) -> RecordingShown:
    duration = recording.duration
    return RecordingShown(
        id=recording.pk,
        call_id=recording.call_id,
        state=recording.state,
        started_at=recording.started_at,
        ended_at=recording.ended_at,
        duration_secs=None if duration is None else duration.total_seconds(),
        size_bytes=recording.size_bytes,
    )


@router.get(
    "", response={200: Page[RecordingShown], **ANSWERS}, operation_id="list_recordings"
)
def list_recordings(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50
) -> Page[RecordingShown]:
    return page_of(access.visible(hearer_in(request)), shown, cursor, limit)


@router.get(
    "/{key}", response={200: RecordingShown, **ANSWERS}, operation_id="get_recording"
)
def get_recording(request: HttpRequest, key: Key) -> RecordingShown:
    return shown(get_object_or_404(access.visible(hearer_in(request)), pk=key))
