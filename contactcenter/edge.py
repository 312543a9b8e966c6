"""Where a request is let in: who asks, and from where, for the audit."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.edge import Actor, acting

Answer = Callable[[HttpRequest], HttpResponse]


def know_who_asks(get_response: Answer) -> Answer:
    """Tell `audit.edge`; the account is only looked up when something is noted.

    Behind a proxy the address is the client's: `serve --behind-proxy` believes it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        with acting(Actor(user=request.user, address=address)):
            return get_response(request)

    return answer
