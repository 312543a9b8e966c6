"""Close queues by hand and open them again: one press each."""

from django.http import HttpRequest, HttpResponse

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view, done
from live.refusals import Refused
from queues import access, actions

NONE_OPEN = "No queue is open."
NONE_CLOSED = "No queue is closed by hand."


@command_view
def close_queue(request: HttpRequest, pk: int) -> HttpResponse:
    return _close(request, [access.get_queue_to_close(viewer_in(request), pk).pk])


@command_view
def close_all(request: HttpRequest) -> HttpResponse:
    queues = access.queues_to_close(viewer_in(request))
    return _close(request, list(queues.values_list("pk", flat=True)))


@command_view
def open_queue(request: HttpRequest, pk: int) -> HttpResponse:
    return _open(request, [access.get_queue_to_close(viewer_in(request), pk).pk])


@command_view
def open_all(request: HttpRequest) -> HttpResponse:
    queues = access.queues_to_close(viewer_in(request))
    return _open(request, list(queues.values_list("pk", flat=True)))


def _close(request: HttpRequest, pks: list[int]) -> HttpResponse:
    if not actions.close_queues(pks, by=account_in(request), now=clock.now()):
        raise Refused(NONE_OPEN)
    return done(request)


def _open(request: HttpRequest, pks: list[int]) -> HttpResponse:
    if not actions.open_queues(pks):
        raise Refused(NONE_CLOSED)
    return done(request)
