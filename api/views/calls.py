"""Calls: those of now and before; hanging up and recording."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from accounts.requests import viewer_in
from api.pages import page_of
from api.shapes import ANSWERS, CallShown, Key, Page, Taken
from api.views.asking import Cursor, Limit, owner_in, reader_in
from calls import access, actions
from calls.models import Call
from calls.states import CallState
from live import clock
from recordings.actions import control

router = Router()


def shown(call: Call) -> CallShown:
    return CallShown(
        id=call.pk,
        session_id=call.call_session_id,
        direction=call.direction,
        from_number=call.from_number,
        to_number=call.to_number,
        caller_name=call.caller_name,
        queue_name=call.queue_name,
        state=call.state,
        started_at=call.started_at,
        answered_at=call.answered_at,
        talking_at=call.talking_at,
        ended_at=call.ended_at,
    )


@router.get("", response={200: Page[CallShown], **ANSWERS}, operation_id="list_calls")
def list_calls(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50, live: bool = False
) -> Page[CallShown]:
    """Return calls, the newest first; with `live` those that go on."""
    calls = access.visible(reader_in(request))
    if live:
        calls = calls.exclude(state=CallState.ENDED)
    return page_of(calls, shown, cursor, limit)


@router.get("/{key}", response={200: CallShown, **ANSWERS}, operation_id="get_call")
def get_call(request: HttpRequest, key: Key) -> CallShown:
    return shown(get_object_or_404(access.visible(reader_in(request)), pk=key))


@router.post("/{key}/hangup", response={202: Taken, **ANSWERS}, operation_id="hang_up")
def hang_up(request: HttpRequest, key: Key) -> Status[Taken]:
    """Hang up for everybody."""
    call = access.get_call_to_end(viewer_in(request), key)
    actions.end_call(call.pk, requested_by=owner_in(request), now=clock.now())
    return Status(202, Taken(id=call.pk))


@router.post(
    "/{key}/recordings",
    response={202: Taken, **ANSWERS},
    operation_id="start_recording",
)
def start_recording(request: HttpRequest, key: Key) -> Status[Taken]:
    """Record a conversation, from now to its end."""
    call = access.get_call_to_run(viewer_in(request), key)
    by = owner_in(request)
    recording = control.start(call=call, requested_by=by, now=clock.now())
    return Status(202, Taken(id=recording.pk))
