"""What an answer, or none, means: one exception for each kind of trouble."""

import json

import httpx
import pytest

from provider.client.bucket import RequestBudget, Urgency
from provider.client.transport import TIMEOUT, Transport, path_of
from provider.errors import (
    AuthenticationFailed,
    InvalidRequest,
    NotFound,
    NotSent,
    PermissionRefused,
    RateLimited,
    Rejected,
    Unclear,
)


def transport(handler, **options):
    return Transport(
        "KEY", "http://api/v2/", transport=httpx.MockTransport(handler), **options
    )


def answering(status, content=b"{}", headers=None):
    return transport(lambda _: httpx.Response(status, content=content, headers=headers))


def errors_body(code="90018", title="Call has already ended", detail="It is over."):
    error = {"code": code, "title": title, "detail": detail}
    return json.dumps({"errors": [error]}).encode()


def test_a_request_carries_the_key_and_the_encoded_path():
    seen = []

    def handler(request):
        seen.append(request)
        return httpx.Response(200, json={"data": {"result": "ok"}})

    answer = transport(handler).send(
        "POST", path_of("calls", "v3:a/b=", "actions", "answer"), body={"a": 1}
    )

    assert answer == {"data": {"result": "ok"}}
    assert seen[0].url.raw_path == b"/v2/calls/v3%3Aa%2Fb%3D/actions/answer"
    assert seen[0].headers["authorization"] == "Bearer KEY"
    assert json.loads(seen[0].content) == {"a": 1}


def test_nobody_waits_long():
    assert httpx.Timeout(connect=1, read=3, write=1, pool=0.5) == TIMEOUT


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, Rejected),
        (401, AuthenticationFailed),
        (403, PermissionRefused),
        (404, NotFound),
        (422, InvalidRequest),
        (302, Rejected),
    ],
)
def test_a_final_answer_keeps_telnyxs_words(status, expected):
    with pytest.raises(expected) as refusal:
        answering(status, errors_body()).send("GET", "/queues")

    error = refusal.value
    assert (error.status, error.code) == (status, "90018")
    assert (error.title, error.detail) == ("Call has already ended", "It is over.")


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504])
def test_trouble_of_telnyx_is_unclear(status):
    with pytest.raises(Unclear) as trouble:
        answering(status, b"<html>").send("GET", "/queues")
    assert trouble.value.status == status


@pytest.mark.parametrize(
    ("status", "expected"), [(429, RateLimited), (500, Unclear), (503, Unclear)]
)
def test_trouble_keeps_telnyxs_words(status, expected):
    with pytest.raises(expected) as trouble:
        answering(status, errors_body()).send("GET", "/queues")

    error = trouble.value
    assert error.code == "90018"
    assert error.words == "Call has already ended It is over."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"errors": []}',
        b'{"errors": {"status": "can\'t update credentials in expired status"}}',
        b'{"errors": ["no"]}',
        b'{"errors": [{"code": 90018}]}',
    ],
)
def test_an_error_body_of_any_shape_is_a_refusal(content):
    with pytest.raises(InvalidRequest) as refusal:
        answering(422, content).send("GET", "/queues")
    assert refusal.value.code in ("", "90018")


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (httpx.ConnectError("refused"), NotSent),
        (httpx.ConnectTimeout("slow"), NotSent),
        (httpx.PoolTimeout("busy"), NotSent),
        (httpx.ReadTimeout("slow"), Unclear),
        (httpx.WriteTimeout("slow"), Unclear),
        (httpx.ReadError("reset"), Unclear),
        (httpx.RemoteProtocolError("cut"), Unclear),
    ],
)
def test_what_certainly_did_not_leave_is_told_from_what_may_have(raised, expected):
    def handler(_):
        raise raised

    with pytest.raises(expected) as trouble:
        transport(handler).send("POST", "/calls")
    assert trouble.value.status is None


def test_an_accepted_command_whose_answer_is_cut_is_unclear():
    with pytest.raises(Unclear) as trouble:
        answering(200, b'{"data": {"call_con').send("POST", "/calls")
    assert trouble.value.status == 200


def test_an_answer_without_a_body_is_empty():
    assert answering(204, b"").send("DELETE", "/queues/a") == {}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-ratelimit-reset": "7"}, 7.0),
        ({"retry-after": "3"}, 3.0),
        ({"x-ratelimit-reset": "soon", "retry-after": "2"}, 2.0),
        ({"x-ratelimit-reset": "86400"}, 300.0),
        ({}, 1.0),
    ],
)
def test_a_rate_limit_says_for_how_long(headers, expected):
    with pytest.raises(RateLimited) as limit:
        answering(429, errors_body("10011"), headers).send("GET", "/queues")
    assert (limit.value.reset_after, limit.value.code) == (expected, "10011")


def test_after_a_rate_limit_nothing_leaves_until_it_resets():
    now = [100.0]
    sent = []

    def handler(request):
        sent.append(request)
        return httpx.Response(429, headers={"x-ratelimit-reset": "5"})

    limited = transport(handler, budget=RequestBudget(clock=lambda: now[0]))
    with pytest.raises(RateLimited):
        limited.send("GET", "/queues")
    now[0] += 4
    with pytest.raises(RateLimited) as held:
        limited.send("POST", "/calls", urgency=Urgency.HANGUP)

    assert len(sent) == 1
    assert held.value.reset_after == pytest.approx(1.0)


def test_the_last_allowed_request_holds_the_next():
    now = [0.0]
    budget = RequestBudget(clock=lambda: now[0])
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2"}
    last = transport(
        lambda _: httpx.Response(200, json={}, headers=headers), budget=budget
    )

    last.send("GET", "/queues")

    assert budget.take(Urgency.HANGUP) == pytest.approx(2.0)
