"""What every request of the API goes through: whose key, how often, whether again."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern

from api.actions import answers
from api.actions.keys import note_use
from api.models import ApiKey
from api.problems import Problem, told
from api.queries import key_of, viewer_of_key
from api.states import IDEMPOTENCY_KEY, REQUESTS_PER_MINUTE, fingerprint
from audit.edge import Actor, acting
from live import clock
from logs.context import also

ADDRESSES = URLResolver(RegexPattern(r"^/"), "api.urls")
# Said to everybody: it describes, and holds nothing.
OPEN = ("/api/v1/openapi.json",)
REPEATED = "Idempotent-Replayed"


def answer(request: HttpRequest) -> HttpResponse:
    try:
        return _answer(request)
    except Problem as problem:
        return told(problem)


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        match = ADDRESSES.resolve(request.path_info)
    except Resolver404:
        raise Problem(404, "not_found", "There is no such address.") from None
    request.resolver_match = match
    also(view=f"api:{match.url_name}")
    if request.path_info in OPEN:
        return _call(request, match)
    key = _key(request)
    _count(key)
    also(user=key.owner_id, api_key=key.prefix)
    asked: Any = request
    asked.api_key, asked.user, asked.viewer = key, key.owner, viewer_of_key(key)
    address = request.META.get("REMOTE_ADDR", "")
    with acting(Actor(user=key.owner, address=address)):
        return _once(request, match, key)


def _key(request: HttpRequest) -> ApiKey:
    """Return the key of the request; raises Problem."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    now = clock.now()
    key = key_of(text.strip(), now=now) if kind.lower() == "bearer" else None
    if key is None:
        headers = {"WWW-Authenticate": "Bearer"}
        raise Problem(401, "unauthorized", "This needs a valid API key.", headers)
    note_use(key, now=now)
    return key


def _count(key: ApiKey) -> None:
    """Raises Problem for more than a key may ask in a minute."""
    minute = int(clock.now().timestamp()) // 60
    name = f"api:{key.prefix}:{minute}"
    cache.add(name, 0, timeout=120)
    if cache.incr(name) > REQUESTS_PER_MINUTE:
        left = 60 - int(clock.now().timestamp()) % 60
        sentence = f"A key may ask {REQUESTS_PER_MINUTE} times a minute."
        raise Problem(429, "too_many_requests", sentence, {"Retry-After": str(left)})


def _once(request: HttpRequest, match: Any, key: ApiKey) -> HttpResponse:
    """Do what changes something only once for each Idempotency-Key."""
    name = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not name:
        return _call(request, match)
    if not IDEMPOTENCY_KEY.fullmatch(name):
        sentence = "Idempotency-Key has 1 to 100 visible characters of ASCII."
        raise Problem(422, "invalid_idempotency_key", sentence)
    mark = fingerprint("POST", request.path_info, request.body)
    before = answers.begin(key, name, mark, now=clock.now())
    if before is None:
        response = _call(request, match)
        body = response.content.decode()
        answers.end(key, name, status=response.status_code, body=body)
        return response
    if before.fingerprint != mark:
        sentence = "This Idempotency-Key was used for another request."
        raise Problem(422, "idempotency_key_reused", sentence)
    if before.status is None:
        sentence = "The first request with this Idempotency-Key is not answered yet."
        raise Problem(409, "still_under_way", sentence)
    headers = {REPEATED: "true"}
    kind = "application/json"
    return HttpResponse(before.body, kind, before.status, headers=headers)


def _call(request: HttpRequest, match: Any) -> HttpResponse:
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response
