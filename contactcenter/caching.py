"""Let no browser keep a page: what it shows was true when it was rendered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def no_page_is_kept(get_response: Answer) -> Answer:
    """Middleware: an answer that says nothing of caches is asked for anew each time.

    Otherwise Back shows times and callers of before, and what somebody saw is still
    there for the next one at the machine.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
