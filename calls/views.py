"""The list of calls, the page of one, and the button that ends it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from calls import access, actions, queries
from calls.forms import HistoryForm
from contactcenter.roles import Role, require
from live.answers import command_view, done
from live.pages import render_screen

PAGE_SIZE = 50


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    calls = access.visible_calls(require(request.user, Role.AGENT))
    form = HistoryForm(request.GET, queue_names=queries.queue_names(calls))
    is_valid = form.is_valid()
    found = queries.history(calls, form.wanted())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    filters = request.GET.copy()
    filters.pop("page", None)
    rows = [(call, queries.people_of(call)) for call in page]
    context = {"form": form, "page": page, "rows": rows, "filters": filters.urlencode()}
    return render(request, "calls/list.html", context, status=200 if is_valid else 422)


@require_safe
def call_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render_screen(
        request, "call", pk, call=access.get_call_for(request.user, pk)
    )


@command_view
def hang_up(request: HttpRequest, pk: int) -> HttpResponse:
    call = access.get_call_for(request.user, pk)
    user = require(request.user, Role.AGENT)
    actions.end_call(call.pk, requested_by=user, now=timezone.now())
    return done(request)
