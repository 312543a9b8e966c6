"""The reasons that agents may give for not being ready."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import viewer_in
from agents import actions
from agents.models import NotReadyReason
from live.answers import command_view
from people import access, queries
from people.forms import ReasonForm
from people.views.editing import answer_form
from text.plain import plain


@require_safe
def reason_list(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return render(request, "people/reasons.html", {"lines": queries.reason_lines()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_reason(request: HttpRequest) -> HttpResponse:
    access.require_people(viewer_in(request))
    return _edit(request, NotReadyReason())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_reason(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_reason_for(viewer_in(request), pk))


@command_view
def delete_reason(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_reason_for(viewer_in(request), pk)
    reason = actions.delete_reason(pk)
    return _to_list(request, f"The reason {plain(reason.name)} was deleted.")


def _edit(request: HttpRequest, reason: NotReadyReason) -> HttpResponse:
    form = ReasonForm(request.POST or None, instance=reason)
    return answer_form(
        request,
        form,
        template="people/reason.html",
        save=lambda: actions.save_reason(form.instance),
        saved=lambda: _to_list(request, f"The reason {plain(reason.name)} is saved."),
    )


def _to_list(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("people:reasons")
