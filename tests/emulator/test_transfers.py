"""Blind transfer, REFER and SIP INFO."""

import pytest

from tests.emulator.stage import Stage, state

DORA = "+15557770001"


def test_transfer_bridges_on_answer(stage):
    carl, ana = stage.talk()
    stage.control("callees", address=DORA, after_secs=2)
    stage.heard()
    stage.act(carl, "transfer", to=DORA, target_leg_client_state=state("dora"))
    stage.advance(1)
    assert stage.place(ana) == "bridged"
    initiated = stage.last("call.initiated")
    assert (initiated["to"], initiated["client_state"]) == (DORA, state("dora"))
    assert initiated["call_session_id"] == stage.leg(carl)["call_session_id"]
    dora = initiated["call_control_id"]
    stage.names[dora] = "dora"
    stage.advance(1.1)
    assert stage.heard() == [
        "dora call.initiated",
        "dora call.answered",
        "ana call.hangup",
        "dora call.bridged",
    ]
    assert stage.leg(carl)["place"] == {"kind": "bridged", "with": dora}


def test_transfer_can_report_both_legs():
    stage = Stage(transfer_reports_both_legs=True)
    carl = stage.caller()
    stage.act(carl, "transfer", to=DORA)
    stage.advance(4)
    assert stage.types().count("call.bridged") == 2


def test_failed_transfer_leaves_the_call_up(stage):
    carl, ana = stage.talk()
    stage.control("callees", address=DORA, behaviour="busy", after_secs=1)
    stage.act(carl, "transfer", to=DORA)
    stage.advance(2)
    assert stage.last("call.hangup")["hangup_cause"] == "user_busy"
    assert stage.leg(carl)["place"] == {"kind": "bridged", "with": ana}
    stage.act(carl, "speak", payload="Nobody answers.", voice="x")


def test_transfer_can_park_the_call_afterwards(stage):
    carl = stage.caller()
    stage.control("callees", address=DORA, after_secs=1, talk_secs=5)
    stage.act(carl, "transfer", to=DORA, park_after_unbridge="self")
    stage.advance(8)
    assert stage.place(carl) == "parked"


def test_unanswered_call_can_be_transferred(stage):
    carl = stage.ring_in()
    stage.act(carl, "transfer", to=DORA)
    stage.advance(4)
    assert stage.place(carl) == "bridged"


def test_caller_who_leaves_ends_the_transfer(stage):
    carl = stage.caller()
    stage.control("callees", address=DORA, behaviour="ignore")
    stage.act(carl, "transfer", to=DORA)
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    causes = [p.payload["hangup_cause"] for p in stage.posted if "hangup" in p.type]
    assert causes == ["normal_clearing", "originator_cancel"]


@pytest.mark.parametrize("to", ["", "dora", 7])
def test_transfer_needs_a_destination(stage, to):
    status, code = stage.act_refused(stage.caller(), "transfer", to=to)
    assert (status, code) in {(422, "10004"), (422, "10016"), (422, "10015")}


@pytest.mark.parametrize(
    ("behaviour", "response"), [("busy", 486), ("decline", 603), ("unregistered", 404)]
)
def test_failed_refer_keeps_the_call(stage, behaviour, response):
    carl = stage.caller()
    address = "sip:dora@other.example"
    stage.control("callees", address=address, behaviour=behaviour)
    stage.act(carl, "refer", sip_address=address)
    stage.advance(1)
    assert stage.last("call.refer.failed")["sip_notify_response"] == response
    assert stage.place(carl) == "parked"


def test_refer_lets_the_far_party_go(stage):
    carl = stage.caller()
    stage.heard()
    stage.act(carl, "refer", sip_address="sip:dora@other.example")
    stage.advance(1)
    assert stage.heard() == [
        "carl call.refer.started",
        "carl call.refer.completed",
        "carl call.hangup",
    ]


def test_refer_needs_a_sip_address(stage):
    refusal = stage.act_refused(stage.caller(), "refer", sip_address="dora")
    assert refusal == (422, "10015")


def test_sip_info_arrives_at_the_bridged_leg(stage):
    carl, ana = stage.talk()
    stage.act(carl, "send_sip_info", content_type="text/plain", body="hello")
    stage.advance()
    payload = stage.last("call.sip_info.received")
    assert payload["call_control_id"] == ana
    assert (payload["content_type"], payload["body"]) == ("text/plain", "hello")
