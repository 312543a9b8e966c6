"""Notes and outcomes of calls, and the pages on which outcomes are edited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import viewer_in
from live import clock
from live.answers import command_view, done, refused
from outcomes import access, actions, queries
from outcomes.forms import ChoiceForm, NotesForm, OutcomeForm
from outcomes.models import Outcome
from queues.access import get_queue_for
from text.plain import plain


@command_view
def write_notes(request: HttpRequest, pk: int) -> HttpResponse:
    call, agent = access.get_call_to_note(viewer_in(request), pk)
    form = NotesForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["text"][0]), status=422)
    text = form.cleaned_data["text"]
    actions.write_notes(call.pk, agent, text, now=clock.now())
    return done(request)


@command_view
def choose_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    call, agent = access.get_call_to_note(viewer_in(request), pk)
    queue = queries.queue_of(call.pk, agent)
    form = ChoiceForm(request.POST, leaves=queries.leaves_of(queue.pk) if queue else [])
    if not form.is_valid():
        return refused(request, str(form.errors["outcome"][0]), status=422)
    leaf = form.cleaned_data["outcome"]
    actions.choose_outcome(call.pk, agent, leaf, now=clock.now())
    return done(request)


@require_safe
def outcome_list(request: HttpRequest, pk: int) -> HttpResponse:
    queue = get_queue_for(viewer_in(request), pk)
    context = {"queue": queue, "groups": queries.groups_of(queue.pk)}
    return render(request, "outcomes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    queue = get_queue_for(viewer_in(request), pk)
    return _edit(request, Outcome(queue=queue))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_outcome_for(viewer_in(request), pk))


@command_view
def delete_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_outcome_for(viewer_in(request), pk)
    outcome = actions.delete_outcome(pk)
    return _to_list(request, outcome, f"{plain(outcome.name)} was deleted.")


def _edit(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    queue = outcome.queue
    form = OutcomeForm(request.POST or None, instance=outcome, queue=queue)
    if request.method == "POST" and form.is_valid():
        actions.save_outcome(form.instance)
        return _to_list(request, outcome, f"{plain(outcome.name)} is saved.")
    context = {"form": form, "queue": queue}
    status = 422 if form.is_bound else 200
    return render(request, "outcomes/edit.html", context, status=status)


def _to_list(request: HttpRequest, outcome: Outcome, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("outcomes:list", outcome.queue_id)
