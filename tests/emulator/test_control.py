"""The control API: the truth about the world, and refusals in words."""

import json

import pytest


def refused(stage, method, path, **body):
    raw = json.dumps(body) if body else b""
    answer = stage.emulator.handle(method, f"/_emulator/{path}", {}, raw)
    return answer.status, answer.json()["error"]


def test_health_tells_what_runs(stage):
    health = stage.control("health")
    assert (health["status"], health["manual_clock"]) == ("ok", True)


def test_unknown_control_request_is_named(stage):
    assert refused(stage, "GET", "weather") == (404, "the control API has no weather")
    assert refused(stage, "GET", "reset") == (405, "GET is not possible for reset")


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("inbound_calls", {"to": "+15550100100"}, "from: a text is required"),
        ("inbound_calls", {"from": "+1", "to": "+1"}, "the account has no"),
        ("callees", {"address": "x", "behaviour": "sleep"}, "behaviour: choose from"),
        ("callees", {"address": "x", "after_secs": -1}, "after_secs: a number"),
        ("callees", {"address": "x", "mood": "bad"}, "unknown: mood"),
        ("media", {"secs": 3}, "name: a text is required"),
        ("clock", {"advance_secs": "soon"}, "advance_secs: a number"),
        ("clock", {}, "advance_secs: a number is required"),
        ("faults", {"api": [{"kind": "fire"}]}, "api[].kind: choose from"),
        ("faults", {"api": [{"count": "all"}]}, "api[].count: a whole number"),
        ("faults", {"api": [{"secs": "long"}]}, "secs: a number"),
        ("faults", {"api": {}, "webhooks": []}, "webhooks: an object"),
        ("faults", {"webhooks": {"delay": {"min_secs": "x"}}}, "min_secs: a number"),
        ("faults", {"webhooks": {"drop": {"events": "x"}}}, "webhooks.drop.events"),
        ("reset", {"seed_demo": True}, "webhook_event_url: a text is required"),
    ],
)
def test_control_refuses_in_words(stage, path, body, text):
    status, error = refused(stage, "POST", path, **body)
    assert status == 422
    assert error.startswith(text)


def test_far_party_of_nobody(stage):
    assert refused(stage, "POST", "calls/v3:x/hangup") == (
        404,
        "there is no such call",
    )


@pytest.mark.parametrize("act", ["dtmf", "hold", "unhold"])
def test_ringing_call_cannot_press_keys_or_hold(stage, act):
    carl = stage.ring_in()
    status, error = refused(stage, "POST", f"calls/{carl}/{act}", digits="1")
    assert (status, error) == (422, "the call is not answered")


def test_inbound_call_cannot_be_answered_by_the_caller(stage):
    carl = stage.ring_in()
    status, _ = refused(stage, "POST", f"calls/{carl}/answer")
    assert status == 422


def test_world_shows_queue_conference_and_recording(stage):
    conference, carl, _ana = stage.conference()
    dora = stage.caller("dora")
    stage.act(dora, "enqueue", queue_name="support", keep_after_hangup=True)
    stage.act(carl, "record_start", format="mp3", channels="dual")
    stage.advance(3)
    world = stage.control("world")
    (queue,) = world["queues"]
    assert queue["entries"][0]["call_control_id"] == dora
    (room,) = world["conferences"]
    assert (room["id"], room["creator"]) == (conference, carl)
    assert [one["role"] for one in room["participants"]] == ["none", "none"]
    (recording,) = world["recordings"]
    assert (recording["state"], recording["call_control_id"]) == ("recording", carl)


def test_clock_moves_only_when_told(stage):
    before = stage.now
    stage.ring_in(patience_secs=1000)
    stage.control("clock", advance_secs=5)
    assert stage.now == pytest.approx(before + 5.1)


def test_reset_forgets_everything(stage):
    carl = stage.ring_in()
    stage.control("faults", webhooks={"drop": 1})
    stage.control("reset")
    world = stage.control("world")
    assert (world["legs"], world["queues"]) == ([], [])
    assert stage.control("journal")["entries"] == []
    nothing: dict = {"webhooks": {}, "api": [], "recordings": [], "lists": []}
    assert stage.control("faults") == {**nothing, "clock": {"skew_secs": 0}}
    assert refused(stage, "POST", f"calls/{carl}/hangup")[0] == 404


def test_call_patience_is_shown(stage):
    carl = stage.ring_in(patience_secs=40, talk_secs=9)
    person = stage.leg(carl)["person"]
    assert person == {"patience_secs": 40, "talk_secs": 9, "has_talked": False}


def test_journal_continues_where_it_was_left(stage):
    stage.ring_in()
    last = stage.control("journal")["last"]
    stage.ring_in("second")
    answer = stage.emulator.handle("GET", f"/_emulator/journal?after={last}").json()
    assert [entry["n"] for entry in answer["entries"]] == [last + 1]
    assert refused(stage, "GET", "journal?after=x")[0] == 422
