"""Call control applications: ours beside Telnyx's."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import account_in, viewer_in
from live import clock
from live.answers import command_view, done, say_refused
from live.refusals import Refused
from provider.client import telnyx
from provider.client.results import Application
from provider.errors import TelnyxError
from provisioning import access, actions, queries, setup, testcall, words
from provisioning.forms import ApplicationForm, initial_of
from provisioning.models import CallControlApplication


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    applications, trouble, details = _all_at_telnyx()
    now = clock.now()
    context = {
        "rows": queries.application_rows(applications, now=now),
        "refused": queries.refused_lately(now=now),
        "trouble": trouble,
        "details": details,
        "recent": queries.listed_events(queries.EventFilter())[:8],
        "expected_url": setup.expected_webhook_url(),
    }
    return render(request, "provisioning/applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create_application(request: HttpRequest) -> HttpResponse:
    access.require_settings(viewer_in(request))
    user = account_in(request)
    initial = {"webhook_url": setup.expected_webhook_url(), "is_active": True}
    form = ApplicationForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, None)

    def create(is_default: bool) -> CallControlApplication:
        return actions.create_application(
            form.params(),
            is_default=is_default,
            requested_by=user,
            now=clock.now(),
        )

    return _saved(request, form, None, create)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_application(request: HttpRequest, pk: int) -> HttpResponse:
    record = access.get_application_for(viewer_in(request), pk)
    if request.method != "POST":
        return _edit_page(request, record)
    user = account_in(request)
    form = ApplicationForm(request.POST, record=record)
    if not form.is_valid():
        return _form_page(request, form, record)

    def change(is_default: bool) -> CallControlApplication:
        return actions.update_application(
            record,
            form.params(),
            is_default=is_default,
            requested_by=user,
            now=clock.now(),
        )

    return _saved(request, form, record, change)


@command_view
def restore_application(request: HttpRequest, pk: int) -> HttpResponse:
    record = access.get_application_for(viewer_in(request), pk)
    user = account_in(request)
    actions.restore_application(record, requested_by=user, now=clock.now())
    return done(request, f"{record.name} at Telnyx is as recorded here again.")


@command_view
def take_over_application(request: HttpRequest) -> HttpResponse:
    """Let our record say what Telnyx says; also for one that is not recorded yet."""
    access.require_settings(viewer_in(request))
    connection_id = request.POST.get("connection_id", "")
    try:
        theirs = telnyx().applications.retrieve(connection_id)
    except TelnyxError as error:
        raise words.refusal(error) from error
    record = queries.application_for(connection_id)
    is_default = record.is_default if record else not queries.default_application()
    kept = actions.keep_record_of(theirs, is_default=is_default)
    return done(request, f"{kept.name} is recorded as it is at Telnyx.")


@command_view
def delete_application(request: HttpRequest, pk: int) -> HttpResponse:
    record = access.get_application_for(viewer_in(request), pk)
    user = account_in(request)
    actions.delete_application(record, requested_by=user, now=clock.now())
    messages.success(request, f"{record.name} was deleted.")
    return redirect("provisioning:home")


@command_view
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    record = access.get_application_for(viewer_in(request), pk)
    number = testcall.place(record)
    return done(
        request,
        f"Somebody calls {number.number} now, is answered, and comes into no queue.",
    )


@require_safe
def last_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """The line about the last webhook, which the page of an application polls."""
    record = access.get_application_for(viewer_in(request), pk)
    context = {"event": queries.last_event_of(record.connection_id), "record": record}
    return render(request, "provisioning/_last_webhook.html", context)


def _saved(
    request: HttpRequest,
    form: ApplicationForm,
    record: CallControlApplication | None,
    save: Callable[[bool], CallControlApplication],
) -> HttpResponse:
    """Save a valid form; what Telnyx refuses is said at the form."""
    try:
        saved = save(form.cleaned_data["is_default"])
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _form_page(request, form, record, refusal.details)
    messages.success(request, f"{saved.name} is set up at Telnyx as you said.")
    return redirect("provisioning:home")


def _edit_page(request: HttpRequest, record: CallControlApplication) -> HttpResponse:
    """Show the form only with Telnyx's own values in it: saving sends all of them."""
    try:
        theirs = telnyx().applications.retrieve(record.connection_id)
    except TelnyxError as error:
        say_refused(request, words.unread(error), words.said(error))
        return redirect("provisioning:home")
    form = ApplicationForm(initial=initial_of(record, theirs), record=record)
    return _form_page(request, form, record)


def _form_page(
    request: HttpRequest,
    form: ApplicationForm,
    record: CallControlApplication | None,
    details: str = "",
) -> HttpResponse:
    last = queries.last_event_of(record.connection_id) if record else None
    context = {"form": form, "record": record, "event": last, "details": details}
    status = 422 if form.is_bound else 200
    return render(request, "provisioning/application.html", context, status=status)


def _all_at_telnyx() -> tuple[list[Application] | None, str, str]:
    """Return Telnyx's applications, or None, what is wrong, and what Telnyx said."""
    try:
        return list(telnyx().applications.list()), "", ""
    except TelnyxError as error:
        return None, words.unread(error), words.said(error)
