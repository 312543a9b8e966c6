"""One caller: what is kept of them, as a file for them, and erased.

The number travels in the body of a POST: an address is written into logs.
"""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import account_in, viewer_in
from live.refusals import Refused
from privacy import access, actions, archive
from privacy import caller as callers
from privacy.forms import CallerForm

CALLS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    form = CallerForm(request.POST or None)
    return _page(request, form)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    access.require_settings(viewer_in(request))
    keeper = account_in(request)
    form = CallerForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    caller = callers.find(form.cleaned_data["number"])
    actions.note_caller_export(caller.calls, by=keeper)
    return FileResponse(archive.pack(caller), as_attachment=True, filename="caller.zip")


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    keeper = account_in(request)
    form = CallerForm(request.POST)
    if form.is_valid():
        try:
            erased = actions.erase(form.cleaned_data["number"], by=keeper)
        except Refused as refusal:
            form.add_error("number", refusal.sentence)
        else:
            return render(request, "privacy/erased.html", {"erased": erased})
    return _page(request, form)


def _page(request: HttpRequest, form: CallerForm) -> HttpResponse:
    """Show the form, and what is kept of the number in it."""
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        caller = callers.find(form.cleaned_data["number"])
        context["caller"] = caller
        context["found"] = callers.count(caller)
        context["calls"] = callers.shown(caller)[:CALLS_SHOWN]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "privacy/caller.html", context, status=status)
