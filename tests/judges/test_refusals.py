"""Every refusal that was seen is one that COVERAGE.md lists."""

import json

from tests.judges.refusals import unlisted


def refusal(code):
    return json.dumps({"errors": [{"code": code, "title": "", "detail": ""}]}).encode()


def test_listed_refusal_is_no_complaint():
    path = "/calls/v3:x/actions/enqueue"
    assert unlisted("POST", path, 422, refusal("90036")) == []


def test_refusal_of_another_operation_is_a_complaint():
    path = "/calls/v3:x/actions/speak"
    assert unlisted("POST", path, 422, refusal("90036")) == [
        "calls.speak: 422 90036 is not in COVERAGE.md"
    ]


def test_success_is_no_complaint():
    assert unlisted("GET", "/queues", 200, b"") == []
