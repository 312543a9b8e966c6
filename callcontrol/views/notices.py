"""Dismissing a notice."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from callcontrol import access, outbox
from live.answers import command_view, done


@command_view
def dismiss_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    command = access.get_command_for(request.user, pk)
    outbox.dismiss(command, now=timezone.now())
    return done(request)
