"""Whoever needs a second factor and has none is led to where it is set up."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.queries import grant_of, lacks_second_factor

# Where people set it up, or sign out; and what needs no role.
OPEN = ("/accounts/", "/static/", "/health/")

Answer = Callable[[HttpRequest], HttpResponse]


def second_factor_first(get_response: Answer) -> Answer:
    """The pages are closed to them anyway (`accounts.queries`); this says what to do."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.MFA_REQUIRED_FOR
            and request.method == "GET"
            and not request.path.startswith(OPEN)
            and isinstance(user, User)
            and lacks_second_factor(user, grant_of(user))
        ):
            return redirect("mfa_index")
        return get_response(request)

    return answer
