"""How a call ends that nobody answers: causes and SIP codes, told to the emulator."""

import json

import pytest

from tests.emulator.stage import ANA, CARL, SOFIA, Stage


def hangup(stage):
    payload = stage.last("call.hangup")
    return tuple(
        payload[name] for name in ("hangup_cause", "hangup_source", "sip_hangup_cause")
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (ANA, ("user_busy", "callee", "486")),
        (CARL, ("call_rejected", "callee", "603")),
    ],
)
def test_browser_declines_as_busy_and_a_telephone_as_rejected(stage, address, expected):
    call = stage.dial(address)
    stage.control(f"calls/{call}/decline")
    stage.advance()
    assert hangup(stage) == expected


def test_manner_of_declining_can_be_chosen():
    stage = Stage(browser_decline=("call_rejected", "603"))
    call = stage.dial()
    stage.control(f"calls/{call}/hangup")
    stage.advance()
    assert hangup(stage) == ("call_rejected", "callee", "603")


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("403", "call_rejected"),
        ("404", "not_found"),
        ("408", "timeout"),
        ("480", "unspecified"),
        ("486", "user_busy"),
        ("487", "originator_cancel"),
        ("500", "normal_clearing"),
        ("503", "normal_clearing"),
        ("600", "user_busy"),
        ("603", "call_rejected"),
        ("488", "unspecified"),
    ],
)
def test_sip_code_brings_its_usual_cause(stage, code, cause):
    script = {"behaviour": "fail", "sip_code": code, "after_secs": 1}
    stage.control("callees", address=ANA, **script)
    stage.dial()
    stage.advance(1.1)
    assert hangup(stage) == (cause, "callee", code)


def test_cause_code_and_source_can_be_any_combination(stage):
    call = stage.dial()
    told = {"sip_code": 502, "hangup_cause": "destination_out_of_order"}
    stage.control(f"calls/{call}/decline", hangup_source="unknown", **told)
    stage.advance()
    assert hangup(stage) == ("destination_out_of_order", "unknown", "502")


def test_network_cannot_deliver_a_leg(stage):
    call = stage.dial()
    stage.control(f"calls/{call}/fail")
    stage.advance()
    assert hangup(stage) == ("normal_clearing", "callee", "503")


def test_network_loses_a_call_that_was_answered(stage):
    _, ana = stage.talk()
    stage.control(f"calls/{ana}/fail", sip_code="504")
    stage.advance()
    assert not stage.leg(ana)["is_alive"]
    ended = [one.payload for one in stage.posted if one.type == "call.hangup"]
    assert ended[0]["sip_hangup_cause"] == "504"


def test_number_of_the_networks_own_refusal_is_told(stage):
    call = stage.dial()
    stage.control(f"calls/{call}/fail", telnyx_error="D35")
    stage.advance()
    assert hangup(stage) == ("call_rejected", "callee", "403")
    assert stage.last("call.hangup")["telnyx_error"] == {"error_code": "D35"}


def test_ringing_out_can_be_another_code(stage):
    stage.control("callees", address=ANA, behaviour="ignore", sip_code=408)
    stage.dial(timeout_secs=5)
    stage.advance(5.1)
    assert hangup(stage) == ("timeout", "callee", "408")


def test_ringing_out_and_being_unregistered_are_settings():
    stage = Stage(ring_out_sip_code="408", unregistered=("unspecified", "404"))
    stage.control("callees", address=ANA, behaviour="ignore")
    stage.control("callees", address=SOFIA, behaviour="unregistered")
    stage.dial(timeout_secs=5)
    stage.advance(5.1)
    assert hangup(stage) == ("timeout", "callee", "408")
    stage.dial(SOFIA, "sofia")
    stage.advance(5)
    assert hangup(stage) == ("unspecified", "callee", "404")


def test_failed_transfer_tells_its_code(stage):
    carl = stage.caller()
    stage.control("callees", address=SOFIA, behaviour="fail", sip_code="503")
    stage.act(carl, "transfer", to=SOFIA)
    stage.advance(5)
    assert hangup(stage) == ("normal_clearing", "callee", "503")
    assert stage.leg(carl)["is_alive"]


def test_refer_is_answered_with_the_code(stage):
    carl = stage.caller()
    stage.control("callees", address=SOFIA, behaviour="decline", sip_code="486")
    stage.act(carl, "refer", sip_address=SOFIA)
    stage.advance(5)
    assert stage.last("call.refer.failed")["sip_notify_response"] == 486


def test_refusal_of_the_network_has_its_number(stage):
    app = stage.make_app(outbound={"channel_limit": 1})
    body = {"to": SOFIA, "from": "+15550100100", "connection_id": app}
    stage.ok("POST", "/calls", **body)
    answer = stage.request("POST", "/calls", **body).json()
    assert answer["telnyx_error"] == {"error_code": "D3"}


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"sip_code": "99"}, "sip_code: "),
        ({"sip_code": 700}, "sip_code: "),
        ({"hangup_cause": "Busy!"}, "hangup_cause: "),
        ({"hangup_source": "me"}, "hangup_source: "),
        ({"telnyx_error": "35"}, "telnyx_error: "),
        ({"code": 486}, "unknown: code"),
    ],
)
def test_ending_that_nobody_understands_is_refused(stage, told, complaint):
    call = stage.dial()
    answer = stage.emulator.handle(
        "POST", f"/_emulator/calls/{call}/decline", {}, json.dumps(told)
    )
    assert answer.status == 422
    assert answer.json()["error"].startswith(complaint)
    assert stage.leg(call)["is_alive"]


def test_who_answers_has_no_sip_code(stage):
    script = {"address": ANA, "behaviour": "answer", "sip_code": 486}
    answer = stage.emulator.handle("POST", "/_emulator/callees", {}, json.dumps(script))
    assert answer.status == 422
