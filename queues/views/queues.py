"""Taking callers, and the administration of queues."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import account_in, viewer_in
from agents.access import get_own_agent
from live import clock
from live.answers import command_view, done, refused
from live.pages import render_screen
from live.refusals import Refused
from queues import access, actions
from queues.forms import AssignForm, QueueForm, RouteForm
from queues.models import Queue
from queues.states import OfferOrigin
from text.plain import plain


@command_view
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    entry = access.get_entry_to_pick(viewer_in(request), pk)
    actions.offer_to(
        entry.pk,
        get_own_agent(viewer_in(request)).pk,
        origin=OfferOrigin.PICK,
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request)


@command_view
def take_next(request: HttpRequest) -> HttpResponse:
    agent = get_own_agent(viewer_in(request))
    user = account_in(request)
    actions.take_next(agent.pk, requested_by=user, now=clock.now())
    return done(request)


@command_view
def cancel_offer(request: HttpRequest, pk: int) -> HttpResponse:
    offer = access.get_offer_for(viewer_in(request), pk)
    user = account_in(request)
    actions.cancel_offer(offer.pk, requested_by=user, now=clock.now())
    return done(request)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    entry = access.get_entry_to_assign(viewer_in(request), pk)
    form = AssignForm(request.POST or None, queue=entry.queue)
    if request.method == "POST" and form.is_valid():
        try:
            actions.offer_to(
                entry.pk,
                form.cleaned_data["agent"].pk,
                origin=OfferOrigin.ASSIGN,
                requested_by=account_in(request),
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("board")
    status = 422 if form.is_bound else 200
    return render_screen(request, "assign", pk, status=status, form=form)


@require_safe
def queue_list(request: HttpRequest) -> HttpResponse:
    may_add = access.may_add_queue(viewer_in(request))
    return render_screen(request, "queues", may_add=may_add)


@require_http_methods(["GET", "HEAD", "POST"])
def create_queue(request: HttpRequest) -> HttpResponse:
    access.require_add_queue(viewer_in(request))
    return _edit(request, Queue())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_queue(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_queue_for(viewer_in(request), pk))


@command_view
def route_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a phone number feed a queue, or none."""
    number = access.get_number_to_route(viewer_in(request), pk)
    form = RouteForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["queue"][0]), status=422)
    queue = form.cleaned_data["queue"]
    actions.route_number(number, queue)
    return done(request, f"{number} feeds {queue or 'no queue'} now.")


@command_view
def route_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where an application's callers go whose number is not known."""
    application = access.get_application_to_route(viewer_in(request), pk)
    form = RouteForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["queue"][0]), status=422)
    queue = form.cleaned_data["queue"]
    actions.route_strays(application, queue)
    where = f"go into {queue}" if queue else "go where its numbers lead"
    return done(request, f"Callers without a known number {where} now.")


@command_view
def retire_queue(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_queue_for(viewer_in(request), pk)
    queue = actions.retire_queue(pk, now=clock.now())
    return _to_list(request, f"{plain(queue.name)} takes no new callers now.")


@command_view
def restore_queue(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_queue_for(viewer_in(request), pk)
    queue = actions.restore_queue(pk)
    return _to_list(request, f"{plain(queue.name)} takes callers again.")


@command_view
def delete_queue(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_queue_for(viewer_in(request), pk)
    queue = actions.delete_queue(pk)
    return _to_list(request, f"{plain(queue.name)} was deleted.")


def _to_list(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("queues:list")


def _edit(request: HttpRequest, queue: Queue) -> HttpResponse:
    form = QueueForm(request.POST or None, instance=queue, viewer=viewer_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            form.store(requested_by=account_in(request), now=clock.now())
        except Refused as refusal:
            form.add_error("name", refusal.sentence)
        else:
            return redirect("queues:list")
    status = 422 if form.is_bound else 200
    return render(request, "queues/edit.html", {"form": form}, status=status)
