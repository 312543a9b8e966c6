"""How a command from a form is answered, with htmx and without."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from live.refusals import Refused

NOT_ALLOWED = "You are not allowed to do that."


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def done(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """Answer a command that was taken; the socket shows what follows from it.

    With htmx 204, or 200 with `sentence` as the outcome; else back to the page.
    """
    if is_htmx(request):
        if not sentence:
            return HttpResponse(status=204)
        return outcome(request, sentence, status=200)
    if sentence:
        messages.success(request, sentence)
    return redirect(page_before(request))


def refused(
    request: HttpRequest, sentence: str, status: int = 409, *, details: str = ""
) -> HttpResponse:
    """Answer a command that was not taken with the reason, where the person clicked.

    409 lost a race or not now, 422 wrong input, 403 not allowed. `details` is folded
    away below the reason.
    """
    if is_htmx(request):
        return outcome(request, sentence, status=status, details=details)
    say_refused(request, sentence, details)
    return redirect(page_before(request))


def say_refused(request: HttpRequest, sentence: str, details: str = "") -> None:
    """Leave a refusal for the next page.

    The details travel in the only other text that Django keeps with a message.
    """
    messages.error(request, sentence, extra_tags=details)


def outcome(
    request: HttpRequest, sentence: str, *, status: int, details: str = ""
) -> HttpResponse:
    context = {
        "sentence": sentence,
        "details": details,
        "is_refusal": status >= 400,
    }
    return render(request, "_outcome.html", context, status=status)


def page_before(request: HttpRequest) -> str:
    address = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else "/"


def command_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view take POST only, and answer what it refuses or may not do in words."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            return refused(request, refusal.sentence, details=refusal.details)
        except PermissionDenied as denial:
            if not is_htmx(request):
                raise
            return refused(request, str(denial) or NOT_ALLOWED, status=403)

    return require_POST(answering)
