"""Render a screen as a page: the same fragments that its socket will keep fresh."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.requests import viewer_in
from live import clock
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
    viewer = viewer_in(request)
    screen = registry()[name]
    screen.authorize(viewer, pk)
    parts: dict[str, Any] = {"name": name, "socket_path": screen.socket_path(pk)}
    now = clock.now()
    for fragment in screen.fragments:
        scope = fragment.scope_for(viewer, pk=pk, now=now)
        html = fragment.render(scope, is_out_of_band=False)
        parts[fragment.name.replace("-", "_")] = html
    context |= {"screen": parts, "now": now}
    return render(request, screen.template, context, status=status)
