"""Render a screen as a page: the same fragments that its socket will keep fresh."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contactcenter.roles import role_of
from live.screens import registry


def render_screen(
    request: HttpRequest,
    name: str,
    pk: int | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Return the page of screen `name`, about the subject `pk` if it has one.

    In the template `{{ screen.queues_tiles }}` prints the fragment "queues-tiles" and
    `{{ screen.socket_path }}` is where to connect. Raises what the screen's `authorize`
    raises: PermissionDenied or Http404.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    screen = registry()[name]
    screen.authorize(request.user, pk)
    parts: dict[str, Any] = {"name": name, "socket_path": screen.socket_path(pk)}
    now = timezone.now()
    role = role_of(request.user)
    for fragment in screen.fragments:
        scope = fragment.scope_for(user_pk=request.user.pk, role=role, pk=pk, now=now)
        html = fragment.render(scope, is_out_of_band=False)
        parts[fragment.name.replace("-", "_")] = html
    context |= {"screen": parts, "now": now}
    return render(request, screen.template, context, status=status)
