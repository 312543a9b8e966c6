"""Dismissing a notice, and the repair desk."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import account_in, viewer_in
from callcontrol import access, outbox
from callcontrol.repair import actions as repairs
from live import clock
from live.answers import command_view, done
from live.pages import render_screen


@command_view
def dismiss_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    command = access.get_command_for(viewer_in(request), pk)
    outbox.dismiss(command, now=clock.now())
    return done(request)


@require_safe
def repair_desk(request: HttpRequest) -> HttpResponse:
    return render_screen(request, "repair")


@command_view
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get_discrepancy_for(viewer_in(request), pk)
    user = account_in(request)
    return done(request, repairs.repair(found.pk, by=user, now=clock.now()))
