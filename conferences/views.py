"""Rooms and supervision over HTTP."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from conferences import access
from conferences.actions import (
    guests,
    membership,
    rooms,
    supervising,
    supervision,
    wishes,
)
from conferences.forms import AddForm, RoleForm
from conferences.queries import rooms as queries
from conferences.states import SupervisorRole
from contactcenter.roles import Role, require
from live.answers import command_view, done, is_htmx, refused
from live.pages import render_screen


@require_safe
def room_list(request: HttpRequest) -> HttpResponse:
    """Show the newest ones live; older ones as they are now."""
    user = require(request.user, Role.AGENT)
    if not request.GET.get("page"):
        return render_screen(request, "rooms")
    found = queries.rooms_with_people(access.visible_rooms(user))
    page = Paginator(found, queries.PAGE_SIZE).get_page(request.GET["page"])
    lines = queries.listed(page)
    return render_screen(
        request, "rooms-found", page=page, lines=lines, stands_still=True
    )


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    conference = access.get_room_for(request.user, pk)
    return render_screen(request, "room", pk, conference=conference)


@command_view
def supervise(request: HttpRequest, pk: int) -> HttpResponse:
    supervisor, call = access.get_call_to_supervise(request.user, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return refused(request, "Say whether to listen, coach or join.", status=422)
    supervising.supervise(
        call=call,
        role=SupervisorRole(form.cleaned_data["role"]),
        supervisor=supervisor,
        now=timezone.now(),
    )
    return done(request)


@command_view
def leave_supervision(request: HttpRequest, pk: int) -> HttpResponse:
    supervisor, _ = access.get_own_supervision(request.user, pk)
    supervision.leave(supervisor=supervisor, now=timezone.now())
    return done(request)


@command_view
def start(request: HttpRequest, pk: int) -> HttpResponse:
    user, call = access.get_call_to_run(request.user, pk)
    conference = rooms.start(call=call, requested_by=user, now=timezone.now())
    if is_htmx(request):
        return done(request)
    return redirect("conferences:room", conference.pk)


@command_view
def add(request: HttpRequest, pk: int) -> HttpResponse:
    user, conference = access.get_room_to_run(request.user, pk)
    form = AddForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["to"][0]), status=422)
    guests.add(
        conference=conference,
        number=form.cleaned_data["to"],
        requested_by=user,
        now=timezone.now(),
    )
    return done(request)


@command_view
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    user, conference = access.get_room_to_run(request.user, pk)
    membership.leave(conference=conference, user=user, now=timezone.now())
    return done(request)


@command_view
def end(request: HttpRequest, pk: int) -> HttpResponse:
    user, conference = access.get_room_to_run(request.user, pk)
    rooms.end(conference=conference, requested_by=user, now=timezone.now())
    return done(request)


@command_view
def mute(request: HttpRequest, pk: int, *, muted: bool) -> HttpResponse:
    user, participant = access.get_participant_to_run(request.user, pk)
    wishes.set_muted(
        participant=participant, muted=muted, requested_by=user, now=timezone.now()
    )
    return done(request)


@command_view
def hold(request: HttpRequest, pk: int, *, on_hold: bool) -> HttpResponse:
    user, participant = access.get_participant_to_run(request.user, pk)
    wishes.set_on_hold(
        participant=participant,
        on_hold=on_hold,
        requested_by=user,
        now=timezone.now(),
    )
    return done(request)


@command_view
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    user, participant = access.get_participant_to_run(request.user, pk)
    membership.remove(participant=participant, requested_by=user, now=timezone.now())
    return done(request)
