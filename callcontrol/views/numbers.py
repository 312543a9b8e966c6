"""Phone numbers, and which application answers them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_safe

from callcontrol import access, actions, queries
from callcontrol.forms import PointForm
from callcontrol.models import CallControlApplication
from live.answers import command_view, done, refused


@require_safe
def number_list(request: HttpRequest) -> HttpResponse:
    access.get_admin(request.user)
    context = {
        "numbers": queries.numbers(),
        "applications": CallControlApplication.objects.all(),
    }
    return render(request, "callcontrol/numbers.html", context)


@command_view
def fetch_numbers(request: HttpRequest) -> HttpResponse:
    access.get_admin(request.user)
    count = actions.fetch_numbers()
    return done(request, f"Telnyx has {count} phone number{pluralize(count)}.")


@command_view
def point_number(request: HttpRequest, pk: int) -> HttpResponse:
    number = access.get_number_for(request.user, pk)
    form = PointForm(request.POST)
    if not form.is_valid():
        return refused(request, "Choose an application.", status=422)
    application = form.cleaned_data["application"]
    actions.point_number(
        number,
        application,
        requested_by=access.get_admin(request.user),
        now=timezone.now(),
    )
    return done(request, f"{number.number} rings at {application.name} now.")
