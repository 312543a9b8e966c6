"""Scripted people: patience, talking, answering, and random traffic."""

import json

import pytest

from tests.emulator.stage import ANA, Stage


def test_impatient_caller_hangs_up_unanswered(stage):
    stage.ring_in(patience_secs=30)
    stage.advance(29.5)
    assert "call.hangup" not in stage.types()
    stage.advance(0.5)
    assert stage.last("call.hangup")["hangup_cause"] == "originator_cancel"


def test_patience_goes_on_while_waiting_in_a_queue(stage):
    carl = stage.caller(patience_secs=30)
    stage.act(carl, "enqueue", queue_name="support")
    stage.advance(30)
    assert stage.last("call.dequeued")["reason"] == "hangup"


def test_talking_ends_patience_and_lasts_as_long_as_wanted(stage):
    carl, ana = stage.caller(patience_secs=30, talk_secs=60), stage.agent()
    stage.act(ana, "bridge", call_control_id=carl)
    stage.advance(59)
    assert stage.leg(carl)["is_alive"]
    stage.advance(2)
    assert stage.last("call.hangup")["hangup_source"] == "caller"


def test_patience_starts_again_when_left_alone(stage):
    carl, ana = stage.caller(patience_secs=30), stage.agent()
    stage.act(carl, "bridge", call_control_id=ana, park_after_unbridge="self")
    stage.advance(100)
    stage.act(ana, "hangup")
    stage.advance(29)
    assert stage.leg(carl)["is_alive"]
    stage.advance(2)
    assert not stage.leg(carl)["is_alive"]


def test_caller_talks_in_a_conference_too(stage):
    carl, ana = stage.caller(patience_secs=30, talk_secs=60), stage.agent()
    room = stage.ok("POST", "/conferences", call_control_id=carl, name="room")["id"]
    stage.advance(10)
    stage.room(room, "join", call_control_id=ana)
    stage.advance(59)
    assert stage.leg(carl)["is_alive"]
    stage.advance(2)
    assert not stage.leg(carl)["is_alive"]


def test_callee_follows_a_script(stage):
    stage.control("callees", address=ANA, after_secs=7, talk_secs=5)
    ana = stage.dial("sip:ANA@sip.telnyx.com;secure=true")
    stage.advance(6.9)
    assert stage.leg(ana)["phase"] == "ringing"
    stage.advance(0.2)
    assert stage.leg(ana)["phase"] == "answered"
    stage.advance(5)
    assert stage.last("call.hangup")["hangup_source"] == "callee"


def test_script_for_everybody_yields_to_ones_own(stage):
    stage.control("callees", address="*", behaviour="busy", after_secs=1)
    stage.control("callees", address=ANA, after_secs=1)
    ana, ben = stage.dial(), stage.dial("+15557770000", "ben")
    stage.advance(1.1)
    assert stage.leg(ana)["phase"] == "answered"
    assert stage.leg(ben)["hangup_cause"] == "user_busy"


def test_far_party_acts_through_the_control_api(stage):
    ana = stage.dial()
    stage.control(f"calls/{ana}/decline")
    assert stage.leg(ana)["hangup_cause"] == "user_busy"
    answer = stage.emulator.handle("POST", f"/_emulator/calls/{ana}/answer")
    assert answer.status == 422
    assert answer.json() == {"error": "the call has ended"}


PLAN = {
    "calls_per_minute": 30,
    "patience": {"min": 5, "max": 20},
    "talk": {"min": 5, "max": 10},
}


def arrivals(stage):
    return [
        (round(one.at - stage.posted[0].at, 3), one.payload["from"])
        for one in stage.posted
        if one.type == "call.initiated"
    ]


def test_traffic_is_repeatable_and_about_as_dense_as_planned():
    runs = []
    for _ in range(2):
        stage = Stage()
        stage.control("traffic", **PLAN)
        stage.advance(600)
        runs.append(arrivals(stage))
    assert runs[0] == runs[1]
    assert 240 < len(runs[0]) < 360


def test_other_seed_makes_other_traffic():
    runs = []
    for seed in (1, 2):
        stage = Stage(seed=seed)
        stage.control("traffic", **PLAN)
        stage.advance(60)
        runs.append(arrivals(stage))
    assert runs[0] != runs[1]


def test_traffic_can_be_switched_off(stage):
    stage.control("traffic", **PLAN)
    assert stage.control("traffic")["calls_per_minute"] == 30
    stage.control("traffic", off=True)
    stage.advance(60)
    assert stage.posted == []


def test_answer_rate_leaves_some_phones_ringing():
    stage = Stage()
    stage.control("traffic", calls_per_minute=0, answer_rate=0.5)
    phones = [stage.dial(f"sip:a{n}@sip.telnyx.com", f"a{n}") for n in range(40)]
    stage.advance(3.1)
    answered = sum(stage.leg(phone)["phase"] == "answered" for phone in phones)
    assert 10 < answered < 30


@pytest.mark.parametrize(
    "body",
    [
        {"calls_per_minute": -1},
        {"calls_per_minute": 1, "patience": {"min": 5}},
        {"calls_per_minute": 1, "talk": {"min": 9, "max": 5}},
        {"calls_per_minute": 1, "answer_rate": 2},
        {"rate": 1},
    ],
)
def test_wrong_traffic_is_refused(stage, body):
    answer = stage.emulator.handle("POST", "/_emulator/traffic", {}, json.dumps(body))
    assert answer.status == 422


def test_application_without_a_free_channel_is_busy(stage):
    stage.ok(
        "PATCH", f"/call_control_applications/{stage.app}", application_name="x",
        webhook_event_url="http://product.test/webhooks", inbound={"channel_limit": 1},
    )  # fmt: skip
    given = json.dumps({"from": "+15557654322", "to": "+15550100100"})
    first = stage.ring_in()
    busy = stage.emulator.handle("POST", "/_emulator/inbound_calls", {}, given)
    assert (busy.status, "is busy" in busy.json()["error"]) == (422, True)
    stage.act(first, "hangup")
    stage.ring_in()
