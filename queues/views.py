"""Taking callers, and the administration of queues."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agents.access import get_own_agent
from contactcenter.roles import Role, require
from live.answers import command_view, done, refused
from live.pages import render_screen
from live.refusals import Refused
from queues import access, actions
from queues.forms import AssignForm, QueueForm, RouteForm
from queues.models import Queue
from queues.states import OfferOrigin


@command_view
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    entry = access.get_entry_to_pick(request.user, pk)
    actions.offer_to(
        entry.pk,
        get_own_agent(request.user).pk,
        origin=OfferOrigin.PICK,
        requested_by=require(request.user, Role.AGENT),
        now=timezone.now(),
    )
    return done(request)


@command_view
def take_next(request: HttpRequest) -> HttpResponse:
    agent = get_own_agent(request.user)
    user = require(request.user, Role.AGENT)
    actions.take_next(agent.pk, requested_by=user, now=timezone.now())
    return done(request)


@command_view
def cancel_offer(request: HttpRequest, pk: int) -> HttpResponse:
    offer = access.get_offer_for(request.user, pk)
    user = require(request.user, Role.AGENT)
    actions.cancel_offer(offer.pk, requested_by=user, now=timezone.now())
    return done(request)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    entry = access.get_entry_to_assign(request.user, pk)
    form = AssignForm(request.POST or None, queue=entry.queue)
    if request.method == "POST" and form.is_valid():
        try:
            actions.offer_to(
                entry.pk,
                form.cleaned_data["agent"].pk,
                origin=OfferOrigin.ASSIGN,
                requested_by=require(request.user, Role.SUPERVISOR),
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("board")
    status = 422 if form.is_bound else 200
    return render_screen(request, "assign", pk, status=status, form=form)


@require_safe
def queue_list(request: HttpRequest) -> HttpResponse:
    return render_screen(request, "queues")


@require_http_methods(["GET", "HEAD", "POST"])
def create_queue(request: HttpRequest) -> HttpResponse:
    require(request.user, Role.ADMIN)
    return _edit(request, Queue())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_queue(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_queue_for(request.user, pk))


@command_view
def route_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a phone number feed a queue, or none."""
    number = access.get_number_to_route(request.user, pk)
    form = RouteForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["queue"][0]), status=422)
    queue = form.cleaned_data["queue"]
    actions.route_number(number, queue)
    return done(request, f"{number} feeds {queue or 'no queue'} now.")


def _edit(request: HttpRequest, queue: Queue) -> HttpResponse:
    form = QueueForm(request.POST or None, instance=queue)
    if request.method == "POST" and form.is_valid():
        form.store()
        return redirect("queues:list")
    status = 422 if form.is_bound else 200
    return render(request, "queues/edit.html", {"form": form}, status=status)
