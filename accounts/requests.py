"""The edge of a request: who asks is found out once, and kept on it."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.queries import viewer_of
from accounts.viewers import NOBODY, Viewer

Answer = Callable[[HttpRequest], HttpResponse]


def with_viewer(get_response: Answer) -> Answer:
    """Middleware, behind that which knows the account."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.viewer = viewer_of(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def viewer_in(request: HttpRequest) -> Viewer:
    """Return who asks; nobody for a request that was refused before it got so far."""
    viewer: Viewer = getattr(request, "viewer", NOBODY)
    return viewer


def account_in(request: HttpRequest) -> User:
    """Return the account that asks, for what remembers who did something.

    Raises PermissionDenied for a visitor.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
