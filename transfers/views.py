"""Transfers over HTTP: an agent's own call goes to somebody else."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view, done, refused
from transfers import access
from transfers.actions import asking, consulting
from transfers.forms import AskForm, NumberForm


def _first_error(form: AskForm) -> str:
    return str(next(iter(form.errors.values()))[0])


@command_view
def to_agent(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, form = viewer_in(request), AskForm(request.POST)
    agent = access.get_agent_to_ring(viewer, pk)
    call = access.get_own_call(viewer)
    if not form.is_valid():
        return refused(request, _first_error(form), status=422)
    asking.to_agent(
        call=call,
        agent=agent,
        asked=form.asked(),
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request)


@command_view
def to_number(request: HttpRequest) -> HttpResponse:
    call = access.get_own_call(viewer_in(request))
    form = NumberForm(request.POST)
    if not form.is_valid():
        return refused(request, _first_error(form), status=422)
    asking.to_number(
        call=call,
        number=form.cleaned_data["to"],
        asked=form.asked(),
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request)


@command_view
def to_queue(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, form = viewer_in(request), AskForm(request.POST)
    queue = access.get_queue_to_fill(viewer, pk)
    call = access.get_own_call(viewer)
    if not form.is_valid():
        return refused(request, _first_error(form), status=422)
    asking.to_queue(
        call=call,
        queue=queue,
        note=form.asked().note,
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request)


@command_view
def step(
    request: HttpRequest, pk: int, *, take: Callable[[int, datetime], None]
) -> HttpResponse:
    one = access.get_own_transfer(viewer_in(request), pk)
    take(one.pk, clock.now())
    return done(request)


@command_view
def back(request: HttpRequest) -> HttpResponse:
    call = access.get_own_call(viewer_in(request))
    asking.back_to_queue(call=call, requested_by=account_in(request), now=clock.now())
    return done(request)


def swap(request: HttpRequest, pk: int) -> HttpResponse:
    return step(request, pk, take=lambda one, now: consulting.swap(one, now=now))


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    return step(request, pk, take=lambda one, now: consulting.merge(one, now=now))


def complete(request: HttpRequest, pk: int) -> HttpResponse:
    return step(request, pk, take=lambda one, now: consulting.complete(one, now=now))


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return step(request, pk, take=lambda one, now: consulting.cancel(one, now=now))
