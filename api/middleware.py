"""Where the API begins: before sessions and forms, which it has nothing to do with."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

Answer = Callable[[HttpRequest], HttpResponseBase]
PREFIX = "/api/"


def public_api(get_response: Answer) -> Answer:
    """Middleware; the API is loaded with its first request, since that takes its time."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        door: Answer = import_string("api.door.answer")
        return door(request)

    return answer
