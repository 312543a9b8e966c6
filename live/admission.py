"""Who may open a screen's socket, and who may keep it.

The same check runs when a socket opens, every half minute while it is open, and at once
when its user's session or role changes: an open socket must not outlive its permission.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.queries import viewer_of
from accounts.viewers import Viewer
from live.screens import registry

SIGNED_OUT = 4401
NOT_ALLOWED = 4403
TOO_MANY = 4429


class Denied(Exception):
    """Carries the code to close the socket with."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Ticket:
    session_key: str
    user_pk: int
    viewer: Viewer
    screen: str
    pk: int | None


def admit(session_key: str, screen: str, pk: int | None) -> Ticket:
    """Return a ticket for the user of that session; raise Denied."""
    user = user_of(session_key)
    if user is None:
        raise Denied(SIGNED_OUT)
    if screen not in registry():
        raise Denied(NOT_ALLOWED)
    viewer = viewer_of(user)
    try:
        registry()[screen].authorize(viewer, pk)
    except (PermissionDenied, Http404):
        raise Denied(NOT_ALLOWED) from None
    return Ticket(session_key, user.pk, viewer, screen, pk)


def user_of(session_key: str) -> User | None:
    """Return the user whom a page request with that session would have."""
    if not session_key:
        return None
    engine: Any = import_module(settings.SESSION_ENGINE)
    request = HttpRequest()
    request.session = engine.SessionStore(session_key)
    # Django's own check, with the hash that a new password changes.
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None
