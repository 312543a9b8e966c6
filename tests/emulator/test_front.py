"""The API's front: keys, paths, bodies, repeated commands, pages, faults."""

import json
from urllib.parse import quote

import httpx
import pytest

from emulator.inprocess import mock_handler
from tests.emulator.stage import ANA, CARL, KEY, NUMBER, Stage


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer other"}, {"Authorization": "KEY_EMULATOR"}],
)
def test_key_is_required(stage, headers):
    answer = stage.emulator.handle("GET", "/v2/queues", headers)
    assert answer.status == 401
    assert answer.json()["errors"][0]["code"] == "10009"


def test_key_is_checked_before_everything_else(stage):
    answer = stage.emulator.handle("POST", "/v2/calls/nobody/actions/hangup", {}, "{")
    assert answer.status == 401


def test_unknown_endpoint_is_named(stage):
    answer = stage.request("GET", "/texml_applications")
    assert answer.status == 404
    assert "GET /texml_applications" in answer.json()["errors"][0]["detail"]


def test_wrong_method_names_the_right_ones(stage):
    answer = stage.request("DELETE", "/calls/x/actions/hangup")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_unknown_parameter_is_named(stage):
    answer = stage.request(
        "POST", f"/calls/{stage.caller()}/actions/enqueue", queue_name="x", prio=1
    )
    error = answer.json()["errors"][0]
    assert answer.status == 422
    assert "'prio'" in error["detail"]
    assert error["source"] == {"pointer": "/prio"}


def test_unknown_query_parameter_is_named(stage):
    answer = stage.request("GET", "/queues?page[limit]=5")
    assert answer.status == 422
    assert "page[limit]" in answer.json()["errors"][0]["detail"]


def test_nested_parameters_are_checked(stage):
    path = f"/call_control_applications/{stage.app}"
    body = {"application_name": "x", "webhook_event_url": "http://a.test/"}
    wrong = {"outbound": {"channel_limit": "ten"}}
    answer = stage.request("PATCH", path, **body, **wrong)
    assert answer.json()["errors"][0]["source"] == {
        "pointer": "/outbound/channel_limit"
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"{", (400, "10015")), (b"[]", (400, "10015")), (b'"\xff"', (400, "10028"))],
)
def test_malformed_body_is_a_bad_request(stage, body, expected):
    path = f"/v2/calls/{stage.caller()}/actions/hangup"
    answer = stage.emulator.handle("POST", path, KEY, body)
    assert (answer.status, answer.json()["errors"][0]["code"]) == expected


def test_path_is_checked_before_the_body(stage):
    assert stage.act_refused("v3:nobody", "enqueue", wrong=1) == (422, "90015")


def test_body_is_checked_before_the_state(stage):
    ringing = stage.ring_in()
    assert stage.act_refused(ringing, "enqueue") == (422, "10004")
    assert stage.act_refused(ringing, "enqueue", queue_name="x") == (422, "90034")


@pytest.mark.parametrize(
    ("value", "code"), [("not base64!", "10015"), (7, "10015"), ("aGk", "10015")]
)
def test_client_state_is_base64(stage, value, code):
    refusal = stage.act_refused(stage.caller(), "hangup", client_state=value)
    assert refusal == (422, code)


def test_call_id_may_be_percent_encoded(stage):
    carl = stage.caller()
    assert stage.get(f"/calls/{quote(carl, safe='')}")["call_control_id"] == carl


def test_repeated_command_is_answered_and_not_executed(stage):
    body = {"to": ANA, "from": NUMBER, "connection_id": stage.app, "command_id": "d1"}
    first, second = (stage.ok("POST", "/calls", **body) for _ in range(2))
    assert first == second
    legs = stage.control("world")["legs"]
    assert len(legs) == 1
    entries = stage.control("journal")["entries"]
    replays = [e["replayed"] for e in entries if e.get("operation") == "calls.dial"]
    assert replays == [False, True]


def test_repeated_command_is_replayed_even_after_the_end(stage):
    carl = stage.caller()
    stage.act(carl, "hangup", command_id="h1")
    assert stage.act(carl, "hangup", command_id="h1") == {"result": "ok"}
    assert stage.act_refused(carl, "hangup", command_id="h2") == (422, "90018")


def test_command_id_is_forgotten_after_a_minute(stage):
    carl = stage.caller()
    stage.act(carl, "speak", payload="hi", voice="x", command_id="s1")
    stage.advance(59)
    stage.act(carl, "speak", payload="hi", voice="x", command_id="s1")
    stage.advance(2)
    stage.act(carl, "speak", payload="hi", voice="x", command_id="s1")
    stage.advance(2)
    assert stage.types().count("call.speak.started") == 2


def test_command_id_counts_per_call_and_conference(stage):
    conference, carl, ana = stage.conference()
    for call in (carl, ana):
        stage.room(conference, "leave", call_control_id=call, command_id=call)
        stage.act(call, "hangup", command_id="same")
    stage.advance()
    assert stage.types().count("call.hangup") == 2


def test_refused_command_may_be_repeated(stage):
    carl = stage.ring_in()
    body = {"queue_name": "support", "command_id": "e1"}
    assert stage.act_refused(carl, "enqueue", **body) == (422, "90034")
    stage.act(carl, "answer")
    stage.advance(1)
    stage.act(carl, "enqueue", **body)
    assert stage.place(carl) == "queued"


def test_pages_by_number(stage):
    for number in range(5):
        stage.ok("POST", "/queues", queue_name=f"q{number}")
    answer = stage.request("GET", "/queues?page[number]=2&page[size]=2").json()
    assert [queue["name"] for queue in answer["data"]] == ["q2", "q3"]
    assert answer["meta"] == {
        "page_number": 2,
        "page_size": 2,
        "total_pages": 3,
        "total_results": 5,
    }
    encoded = stage.request("GET", "/queues?page%5Bsize%5D=2").json()
    assert len(encoded["data"]) == 2
    assert stage.refused("GET", "/queues?page[size]=251") == (422, "10033")


def active_calls(stage, query=""):
    return stage.request("GET", f"/connections/{stage.app}/active_calls{query}").json()


def test_active_calls_page_by_cursor(stage):
    calls = [stage.ring_in(f"c{number}") for number in range(5)]
    seen, query = [], "?page[limit]=2"
    while query:
        page = active_calls(stage, query)
        seen += [row["call_control_id"] for row in page["data"]]
        after = page["meta"]["cursors"].get("after")
        query = f"?page[limit]=2&page[after]={after}" if after else ""
    assert seen == calls
    assert page["meta"]["total_items"] == 5
    back = page["meta"]["previous"].partition("?")[2]
    rows = active_calls(stage, f"?{back}")["data"]
    assert [row["call_control_id"] for row in rows] == calls[2:4]
    assert set(rows[0]) == {
        "call_control_id",
        "call_duration",
        "call_leg_id",
        "call_session_id",
        "client_state",
        "record_type",
    }


def test_active_calls_end_for_clients_that_page_by_number(stage):
    stage.ring_in()
    assert len(active_calls(stage, "?page[number]=1")["data"]) == 1
    assert active_calls(stage, "?page[number]=2")["data"] == []


def test_active_calls_leave_out_the_dead(stage):
    carl = stage.caller()
    stage.act(carl, "hangup")
    assert active_calls(stage)["data"] == []
    assert stage.refused("GET", "/connections/1/active_calls") == (422, "10015")


def test_next_requests_fail_when_asked(stage):
    carl = stage.caller()
    fault = {"operation": "calls.speak", "count": 2, "status": 503}
    stage.control("faults", api=[fault])
    body = {"payload": "hi", "voice": "x"}
    for _ in range(2):
        assert stage.act_refused(carl, "speak", **body) == (503, "10007")
    stage.act(carl, "speak", **body)
    assert stage.control("faults")["api"] == []


def test_too_many_requests_say_when_to_come_back(stage):
    fault = {"operation": "queues.*", "status": 429, "secs": 7}
    stage.control("faults", api=[fault])
    answer = stage.request("GET", "/queues")
    assert answer.status == 429
    assert answer.headers["x-ratelimit-reset"] == "7"
    assert answer.headers["x-ratelimit-remaining"] == "0"


def client(stage):
    transport = httpx.MockTransport(mock_handler(stage.emulator))
    return httpx.Client(
        transport=transport, base_url="https://api.telnyx.com/v2", headers=KEY
    )


@pytest.mark.parametrize(
    ("kind", "is_executed"), [("timeout_before", False), ("timeout_after", True)]
)
def test_lost_answers_leave_the_command_done_or_not(stage, kind, is_executed):
    carl = stage.caller()
    stage.control("faults", api=[{"kind": kind}])
    with client(stage) as http, pytest.raises(httpx.ReadTimeout):
        http.post(f"/calls/{carl}/actions/hangup", json={"command_id": "h"})
    assert stage.leg(carl)["is_alive"] is not is_executed


def test_client_of_the_same_process_is_served(stage):
    with client(stage) as http:
        answer = http.get("/phone_numbers", params={"page[size]": 3})
    assert answer.status_code == 200
    assert len(answer.json()["data"]) == 3


def test_slow_answer_is_marked():
    stage = Stage()
    stage.control("faults", api=[{"kind": "slow", "secs": 1.5}])
    assert stage.request("GET", "/queues").wait_secs == 1.5


def test_journal_tells_commands_from_reads(stage):
    carl = stage.caller()
    before = stage.control("journal")["last"]
    stage.get(f"/calls/{carl}")
    stage.act_refused(carl, "leave_queue", command_id="c")
    answer = stage.emulator.handle("GET", f"/_emulator/journal?after={before}")
    (entry,) = answer.json()["entries"]
    assert entry["operation"] == "calls.leave_queue"
    assert (entry["status"], entry["code"]) == (422, "90033")
    assert entry["params"] == {"command_id": "c"}
    assert json.dumps(entry["at"])


@pytest.mark.parametrize(
    ("status", "code", "title"),
    [
        (400, "10015", "Bad Request"),
        (401, "10009", "Authentication failed"),
        (403, "10010", "Not authorized"),
        (404, "10007", "Resource not found"),
        (500, "10007", "Internal server error"),
        (503, "10007", "Service unavailable"),
    ],
)
def test_failure_has_the_words_of_its_status(stage, status, code, title):
    stage.control("faults", api=[{"status": status}])
    response = stage.request("GET", "/queues")
    (error,) = response.json()["errors"]
    assert (response.status, error["code"], error["title"]) == (status, code, title)


@pytest.mark.parametrize("encryption", ["SRTP", "DTLS"])
def test_telephone_network_takes_no_encrypted_media(stage, encryption):
    body = {"from": NUMBER, "connection_id": stage.app, "media_encryption": encryption}
    assert stage.refused("POST", "/calls", to=CARL, **body) == (422, "10011")
    stage.ok("POST", "/calls", to=ANA, **body)
    carl = stage.caller()
    refused = stage.act_refused(carl, "transfer", to=CARL, media_encryption=encryption)
    assert refused == (422, "10011")
