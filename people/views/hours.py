"""Opening hours, which queues share, and the site's time zone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import viewer_in
from hours import actions
from hours.models import Schedule
from hours.queries import days_ahead, site
from live import clock
from live.answers import command_view
from people import access, queries
from people.forms import ScheduleForm, SiteForm
from people.views.editing import answer_form
from text.plain import plain


@require_safe
def hours_list(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    lines = queries.hours_lines(now=clock.now())
    return render(request, "people/hours_list.html", {"lines": lines, "site": site()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_hours(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    return _edit(request, Schedule())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_hours(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_schedule_for(viewer_in(request), pk))


@command_view
def delete_hours(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_schedule_for(viewer_in(request), pk)
    schedule = actions.delete_schedule(pk)
    return _to_list(request, f"The hours {plain(schedule.name)} were deleted.")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    form = SiteForm(request.POST or None, instance=site())
    return answer_form(
        request,
        form,
        template="people/site.html",
        save=lambda: actions.save_site(form.instance),
        saved=lambda: _to_list(request, "The time zone is saved."),
    )


def _edit(request: HttpRequest, schedule: Schedule) -> HttpResponse:
    now = clock.now()
    days = days_ahead(schedule, now=now) if schedule.pk else []
    form = ScheduleForm(request.POST or None, instance=schedule)
    return answer_form(
        request,
        form,
        template="people/hours.html",
        save=lambda: actions.save_schedule(form.instance),
        saved=lambda: _to_list(request, f"The hours {plain(schedule.name)} are saved."),
        days=days,
    )


def _to_list(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("people:hours")
