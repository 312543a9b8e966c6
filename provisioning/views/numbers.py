"""Phone numbers, and which application answers them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_safe

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view, done, refused
from provisioning import access, actions, queries
from provisioning.forms import PointForm
from provisioning.models import CallControlApplication


@require_safe
def number_list(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    context = {
        "numbers": queries.numbers(),
        "applications": CallControlApplication.objects.all(),
    }
    return render(request, "provisioning/numbers.html", context)


@command_view
def fetch_numbers(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    count = actions.fetch_numbers()
    return done(request, f"Telnyx has {count} phone number{pluralize(count)}.")


@command_view
def point_number(request: HttpRequest, pk: int) -> HttpResponse:
    number = access.get_number_for(viewer_in(request), pk)
    form = PointForm(request.POST)
    if not form.is_valid():
        return refused(request, "Choose an application.", status=422)
    application = form.cleaned_data["application"]
    actions.point_number(
        number,
        application,
        requested_by=account_in(request),
        now=clock.now(),
    )
    return done(request, f"{number.number} rings at {application.name} now.")
