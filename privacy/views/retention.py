"""For how long something is kept: the periods, and what the job does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view, done
from privacy import access, actions, queries
from privacy.forms import PeriodsForm


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    form = PeriodsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.save_periods(form.periods())
        messages.success(request, "The periods are saved; the job goes by them.")
        return redirect("privacy:retention")
    status = 422 if form.is_bound else 200
    context = {"form": form, "runs": queries.runs(), "holds": queries.open_holds()}
    return render(request, "privacy/retention.html", context, status=status)


@command_view
def start(request: HttpRequest) -> HttpResponse:
    """Begin a run now, without waiting for the night."""
    access.require_settings(viewer_in(request))
    keeper = account_in(request)
    actions.start(by=keeper, now=clock.now())
    return done(request, "The job begins within three seconds.")


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The runs of late, which the page asks for as long as one goes on."""
    access.require_settings(viewer_in(request))
    return render(request, "privacy/_runs.html", {"runs": queries.runs()})
