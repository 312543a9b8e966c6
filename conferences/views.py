"""Rooms and supervision over HTTP."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.requests import account_in, viewer_in
from accounts.viewers import require
from calls.access import get_call_to_run, get_call_to_talk_in
from conferences import access
from conferences.actions import (
    guests,
    holding,
    membership,
    rooms,
    supervising,
    supervision,
    wishes,
)
from conferences.forms import AddForm, RoleForm
from conferences.queries import rooms as queries
from conferences.states import SupervisorRole
from live import clock
from live.answers import command_view, done, is_htmx, refused
from live.pages import render_screen


@require_safe
def room_list(request: HttpRequest) -> HttpResponse:
    """Show the newest ones live; older ones as they are now."""
    viewer = viewer_in(request)
    require(viewer)
    if not request.GET.get("page"):
        return render_screen(request, "rooms")
    found = queries.rooms_with_people(access.listed(viewer))
    page = Paginator(found, queries.PAGE_SIZE).get_page(request.GET["page"])
    lines = queries.listed(page)
    return render_screen(
        request, "rooms-found", page=page, lines=lines, stands_still=True
    )


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    conference = access.get_room_for(viewer_in(request), pk)
    return render_screen(request, "room", pk, conference=conference)


@command_view
def supervise(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_in(request)
    call = access.get_call_to_supervise(viewer, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return refused(request, "Say whether to listen, coach or join.", status=422)
    role = SupervisorRole(form.cleaned_data["role"])
    access.require_role(viewer, role)
    supervising.supervise(
        call=call, role=role, supervisor=account_in(request), now=clock.now()
    )
    return done(request)


@command_view
def leave_supervision(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_own_supervision(viewer_in(request), pk)
    supervisor = account_in(request)
    supervision.leave(supervisor=supervisor, now=clock.now())
    return done(request)


@command_view
def start(request: HttpRequest, pk: int) -> HttpResponse:
    call = get_call_to_run(viewer_in(request), pk)
    conference = rooms.start(
        call=call, requested_by=account_in(request), now=clock.now()
    )
    if is_htmx(request):
        return done(request)
    return redirect("conferences:room", conference.pk)


@command_view
def hold_caller(request: HttpRequest, pk: int, *, on_hold: bool) -> HttpResponse:
    call = get_call_to_talk_in(viewer_in(request), pk)
    holding.set_caller_on_hold(
        call=call, on_hold=on_hold, requested_by=account_in(request), now=clock.now()
    )
    return done(request)


@command_view
def mute_self(request: HttpRequest, pk: int, *, muted: bool) -> HttpResponse:
    call = get_call_to_talk_in(viewer_in(request), pk)
    holding.set_own_muted(
        call=call, muted=muted, requested_by=account_in(request), now=clock.now()
    )
    return done(request)


@command_view
def add(request: HttpRequest, pk: int) -> HttpResponse:
    conference = access.get_room_to_run(viewer_in(request), pk)
    form = AddForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["to"][0]), status=422)
    guests.add(
        conference=conference,
        number=form.cleaned_data["to"],
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request)


@command_view
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    conference = access.get_room_to_run(viewer_in(request), pk)
    membership.leave(conference=conference, user=account_in(request), now=clock.now())
    return done(request)


@command_view
def end(request: HttpRequest, pk: int) -> HttpResponse:
    conference = access.get_room_to_run(viewer_in(request), pk)
    rooms.end(conference=conference, requested_by=account_in(request), now=clock.now())
    return done(request)


@command_view
def mute(request: HttpRequest, pk: int, *, muted: bool) -> HttpResponse:
    participant = access.get_participant_to_run(viewer_in(request), pk)
    wishes.set_muted(
        participant=participant,
        muted=muted,
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request)


@command_view
def hold(request: HttpRequest, pk: int, *, on_hold: bool) -> HttpResponse:
    participant = access.get_participant_to_run(viewer_in(request), pk)
    wishes.set_on_hold(
        participant=participant,
        on_hold=on_hold,
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request)


@command_view
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    participant = access.get_participant_to_run(viewer_in(request), pk)
    membership.remove(
        participant=participant, requested_by=account_in(request), now=clock.now()
    )
    return done(request)
