"""The addresses of the API, version 1, and how each kind of refusal is told."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from typing_extensions import override

from api.problems import Problem, told
from api.views import agents, calls, intervals, queues, recordings
from live.answers import NOT_ALLOWED
from live.refusals import Refused

logger = logging.getLogger(__name__)


class ByKey(HttpBearer):
    """For the description; `api.door` has looked at the key already."""

    @override
    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return getattr(request, "api_key", None)


api = NinjaAPI(
    title="Contact center",
    version="1",
    description="See docs/api.md.",
    auth=ByKey(),
    docs_url=None,
    # It would look for its addresses among those of the pages.
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("/queues", queues.router, tags=["Queues"])
api.add_router("/waiting", queues.waiting, tags=["Waiting callers"])
api.add_router("/agents", agents.router, tags=["Agents"])
api.add_router("/calls", calls.router, tags=["Calls"])
api.add_router("/intervals", intervals.router, tags=["Intervals"])
api.add_router("/recordings", recordings.router, tags=["Recordings"])


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return told(error)


@api.exception_handler(Refused)
def on_refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    return told(Problem(409, "refused", error.sentence))


@api.exception_handler(PermissionDenied)
def on_denial(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return told(Problem(403, "not_allowed", str(error) or NOT_ALLOWED))


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return told(
        Problem(404, "not_found", "There is no such thing, or not for this key.")
    )


@api.exception_handler(ValidationError)
def on_wrong_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first: dict[str, Any] = error.errors[0]
    where = ".".join(
        str(part) for part in first["loc"] if part not in ("body", "query")
    )
    return told(Problem(422, "invalid", f"{where}: {first['msg']}"))


@api.exception_handler(HttpError)
def on_nonsense(request: HttpRequest, error: HttpError) -> HttpResponse:
    return told(Problem(error.status_code, "bad_request", str(error)))


@api.exception_handler(Exception)
def on_mistake(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("The API failed", exc_info=error)
    return told(Problem(500, "failed", "This is our fault; the log has the reason."))


def description(request: HttpRequest) -> HttpResponse:
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


urlpatterns = [
    path("api/v1/openapi.json", description, name="description"),
    path("api/v1/", api.urls),
]
