"""Recordings over HTTP: the list, the sound, the buttons."""

from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactcenter.roles import Role, at_least, require
from live.answers import command_view, done
from live.pages import render_screen
from recordings import access, archive, queries, serving
from recordings.actions import control, hearing, saving
from recordings.forms import FilterForm
from recordings.models import Recording
from recordings.naming import file_name

PAGE_SIZE = queries.FIRST_PAGE


@require_safe
def recording_list(request: HttpRequest) -> HttpResponse:
    """Show the newest ones live; filtered and older ones as they are now."""
    require(request.user, Role.AGENT)
    form = FilterForm(
        request.GET, queue_names=queries.queue_names(), agents=queries.agents()
    )
    if form.is_valid() and not any(request.GET.values()):
        return render_screen(request, "recordings", None, form=form)
    context = _found(request, form) | {"form": form, "stands_still": True}
    status = 200 if form.is_valid() else 422
    return render_screen(request, "recordings-found", status=status, **context)


def _found(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    visible = access.visible_recordings(request.user)
    found = queries.found(visible, form.wanted())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    filters = request.GET.copy()
    filters.pop("page", None)
    rows = [(row, queries.people_of(row)) for row in page]
    return {
        "page": page,
        "rows": rows,
        "filters": filters.urlencode(),
        "can_fetch": at_least(request.user, Role.SUPERVISOR),
    }


@require_safe
def audio(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the sound to a player, in ranges as it asks for them."""
    user, recording = access.get_recording_to_hear(request.user, pk)
    response = _sound(request, recording)
    _note(request, user, recording, is_download=False)
    return response


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    user, recording = access.get_recording_to_hear(request.user, pk)
    response = _sound(request, recording)
    name = file_name(recording, queries.people_of(recording))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    _note(request, user, recording, is_download=True)
    return response


def _note(
    request: HttpRequest, user: User, recording: Recording, *, is_download: bool
) -> None:
    """Remember who got the sound; HEAD gets none of it."""
    if request.method == "GET":
        hearing.note_access(
            recording=recording, user=user, is_download=is_download, now=timezone.now()
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
    user, call = access.get_call_to_record(request.user, pk)
    control.start(call=call, requested_by=user, now=timezone.now())
    return done(request)


@command_view
def move(request: HttpRequest, pk: int, *, purpose: str) -> HttpResponse:
    user, recording = access.get_recording_to_run(request.user, pk)
    control.move(purpose, recording=recording, requested_by=user, now=timezone.now())
    return done(request)


@command_view
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    recording = access.get_recording_to_fetch(request.user, pk)
    saving.fetch_again(recording=recording, now=timezone.now())
    return done(request)
