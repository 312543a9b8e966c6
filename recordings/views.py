"""Recordings over HTTP: the list, the sound, the buttons."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.requests import account_in, viewer_in
from accounts.roles import Verb
from accounts.viewers import require
from agents import access as agents
from calls.access import get_call_to_run
from live import clock
from live.answers import command_view, done
from live.pages import render_screen
from queues import access as queues
from recordings import access, archive, queries, serving
from recordings.actions import control, hearing, saving
from recordings.forms import FilterForm
from recordings.models import Recording
from recordings.naming import file_name

PAGE_SIZE = queries.FIRST_PAGE


@require_safe
def recording_list(request: HttpRequest) -> HttpResponse:
    """Show the newest ones live; filtered and older ones as they are now."""
    viewer = viewer_in(request)
    require(viewer, Verb.HEAR)
    form = FilterForm(
        request.GET,
        queue_names=queries.names_of_queues(queues.visible(viewer)),
        agents=queries.names_of_agents(agents.visible(viewer)),
    )
    if form.is_valid() and not any(request.GET.values()):
        return render_screen(request, "recordings", None, form=form)
    context = _found(request, form) | {"form": form, "stands_still": True}
    status = 200 if form.is_valid() else 422
    return render_screen(request, "recordings-found", status=status, **context)


def _found(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    viewer = viewer_in(request)
    found = queries.found(access.visible(viewer), form.wanted())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    filters = request.GET.copy()
    filters.pop("page", None)
    rows = [(row, queries.people_of(row)) for row in page]
    return {
        "page": page,
        "rows": rows,
        "filters": filters.urlencode(),
        "can_fetch": access.may_fetch(viewer),
        "can_keep": viewer.may(Verb.DOWNLOAD),
    }


@require_safe
def audio(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the sound to a player, in ranges as it asks for them."""
    recording = access.get_recording_to_hear(viewer_in(request), pk)
    response = _sound(request, recording)
    _note(request, recording, is_download=False)
    return response


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    recording = access.get_recording_to_keep(viewer_in(request), pk)
    response = _sound(request, recording)
    name = file_name(recording, queries.people_of(recording))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    _note(request, recording, is_download=True)
    return response


def _note(request: HttpRequest, recording: Recording, *, is_download: bool) -> None:
    """Remember who got the sound; HEAD gets none of it."""
    if request.method == "GET":
        user = account_in(request)
        hearing.note_access(
            recording=recording, user=user, is_download=is_download, now=clock.now()
        )


def _sound(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    try:
        return serving.serve(
            request,
            archive.file_of(recording),
            etag=recording.sha256,
            content_type=archive.CONTENT_TYPES[recording.audio_format],
        )
    except FileNotFoundError:
        raise Http404("The file is not in the archive.") from None


@command_view
def start(request: HttpRequest, pk: int) -> HttpResponse:
    call = get_call_to_run(viewer_in(request), pk)
    control.start(call=call, requested_by=account_in(request), now=clock.now())
    return done(request)


@command_view
def move(request: HttpRequest, pk: int, *, purpose: str) -> HttpResponse:
    recording = access.get_recording_to_run(viewer_in(request), pk)
    user = account_in(request)
    control.move(purpose, recording=recording, requested_by=user, now=clock.now())
    return done(request)


@command_view
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    recording = access.get_recording_to_fetch(viewer_in(request), pk)
    saving.fetch_again(recording=recording, now=clock.now())
    return done(request)
