"""To the organisation's sign-in service and back; django-allauth does the talking."""

from collections.abc import Callable
from functools import wraps

import requests
from allauth.socialaccount.providers.openid_connect import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from people.single_sign_on import FAILED, sorry

View = Callable[[HttpRequest, str], HttpResponse]


def told_when_unreachable(view: View) -> View:
    """Say that the service is away, where the library lets its exception through."""

    @wraps(view)
    def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except requests.RequestException:
            return sorry(request, FAILED, 502)

    return answer


@login_not_required
@require_POST
@told_when_unreachable
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser there; only a press does, so no link can sign somebody in."""
    answer: HttpResponse = views.login(request, provider_id)
    return answer


@login_not_required
@require_safe
@told_when_unreachable
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    answer: HttpResponse = views.callback(request, provider_id)
    return answer
