"""A line in the log for each request, and its id on every line that it causes."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from logs.context import about, also
from logs.figures import Timed

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]

REQUESTS = Timed("requests", "Pages and presses, by status.", "status")
HEADER = "X-Request-ID"
# What a proxy may have given it; anything else could be a line of the log by itself.
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
QUIET_BELOW = "/health/"


class RequestLines:
    """Middleware; the address itself is not told, since links to sign in are in it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = id_of(request)
        started = time.perf_counter()
        with about(request=request_id):
            response = self.get_response(request)
            taken_ms = (time.perf_counter() - started) * 1000
            tell(request, response.status_code, taken_ms)
            REQUESTS.note(taken_ms / 1000, str(response.status_code))
        response[HEADER] = request_id
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Take note of who asks, and for what; by now both are known."""
        match = request.resolver_match
        if match is not None:
            call = kwargs.get("pk") if match.app_name == "calls" else None
            also(user=request.user.pk, view=match.view_name, call=call)


def id_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    return given if GIVEN.fullmatch(given) else secrets.token_hex(8)


def tell(request: HttpRequest, status: int, taken_ms: float) -> None:
    # What failed is told by Django, with its traceback.
    level = logging.DEBUG if request.path.startswith(QUIET_BELOW) else logging.INFO
    match = request.resolver_match
    page = "/" + match.route if match else "an address that there is not"
    logger.log(level, "%s %s: %d in %.0f ms", request.method, page, status, taken_ms)
