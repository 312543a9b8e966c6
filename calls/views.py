"""The list of calls, the page of one, and the button that ends it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import account_in, viewer_in
from accounts.viewers import require
from calls import access, actions, queries
from calls.forms import HistoryForm, KeypadForm
from calls.models import Call
from live import clock
from live.answers import command_view, done, refused
from live.pages import render_screen


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Show the newest ones live; filtered and older ones as they are now."""
    require(viewer_in(request))
    calls = access.visible(viewer_in(request))
    form = HistoryForm(request.GET, queue_names=queries.queue_names(calls))
    is_valid = form.is_valid()
    if is_valid and not any(request.GET.values()):
        return render_screen(request, "calls", form=form)
    found = queries.history(calls, form.wanted())
    context = _page(request, found) | {"form": form, "stands_still": True}
    status = 200 if is_valid else 422
    return render_screen(request, "calls-found", status=status, **context)


def _page(request: HttpRequest, found: QuerySet[Call]) -> dict[str, Any]:
    page = Paginator(found, queries.PAGE_SIZE).get_page(request.GET.get("page"))
    filters = request.GET.copy()
    filters.pop("page", None)
    lines = queries.listed(page, now=clock.now())
    return {"page": page, "lines": lines, "filters": filters.urlencode()}


@require_safe
def call_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render_screen(
        request, "call", pk, call=access.get_call_for(viewer_in(request), pk)
    )


@command_view
def hang_up(request: HttpRequest, pk: int) -> HttpResponse:
    call = access.get_call_to_end(viewer_in(request), pk)
    actions.end_call(call.pk, requested_by=account_in(request), now=clock.now())
    return done(request)


@command_view
def keypad(request: HttpRequest, pk: int) -> HttpResponse:
    call = access.get_call_to_talk_in(viewer_in(request), pk)
    form = KeypadForm(request.POST)
    if not form.is_valid():
        return refused(request, str(form.errors["digits"][0]), status=422)
    digits = form.cleaned_data["digits"]
    user = account_in(request)
    actions.send_digits(call.pk, digits, requested_by=user, now=clock.now())
    return done(request)
