"""Calls from their first ring to their end."""

import pytest

from tests.emulator.stage import ANA, CARL, NUMBER, Stage, state


def test_inbound_call_is_announced_and_parked(stage):
    carl = stage.ring_in(caller_name="Carl Haas")
    payload = stage.last("call.initiated")
    assert payload["call_control_id"] == carl
    assert (payload["direction"], payload["state"]) == ("incoming", "parked")
    assert (payload["from"], payload["to"]) == (CARL, NUMBER)
    assert payload["caller_id_name"] == "Carl Haas"
    assert payload["connection_id"] == stage.app
    assert payload["client_state"] is None
    assert stage.place(carl) == "parked"


def test_inbound_call_needs_a_number_with_an_application(stage):
    answer = stage.emulator.handle(
        "POST",
        "/_emulator/inbound_calls",
        {},
        f'{{"from":"{CARL}","to":"+15550100101"}}',
    )
    assert answer.status == 422
    assert answer.json() == {
        "error": "+15550100101 is not pointed at an active application"
    }


def test_answer_is_reported_after_a_moment(stage):
    carl = stage.ring_in()
    stage.act(carl, "answer", client_state=state("greet"))
    stage.advance(0.19)
    assert "call.answered" not in stage.types()
    stage.advance(0.1)
    assert stage.last("call.answered")["client_state"] == state("greet")


def test_answered_call_cannot_be_answered_or_rejected(stage):
    carl = stage.caller()
    assert stage.act_refused(carl, "answer") == (422, "90033")
    assert stage.act_refused(carl, "reject", cause="USER_BUSY") == (422, "90033")


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("CALL_REJECTED", ("call_rejected", "callee", "603")),
        ("USER_BUSY", ("user_busy", "callee", "486")),
    ],
)
def test_reject_ends_a_ringing_call(stage, cause, expected):
    carl = stage.ring_in()
    stage.act(carl, "reject", cause=cause)
    stage.advance()
    assert hangup_of(stage) == expected


def hangup_of(stage) -> tuple[str, str, str]:
    payload = stage.last("call.hangup")
    return (
        payload["hangup_cause"],
        payload["hangup_source"],
        payload["sip_hangup_cause"],
    )


def test_caller_gives_up_before_the_answer(stage):
    carl = stage.ring_in()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert hangup_of(stage) == ("originator_cancel", "caller", "487")


def test_answered_caller_hangs_up(stage):
    carl = stage.caller()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert hangup_of(stage) == ("normal_clearing", "caller", "200")


def test_application_hangs_up(stage):
    carl = stage.caller()
    stage.act(carl, "hangup")
    stage.advance()
    assert hangup_of(stage) == ("normal_clearing", "callee", "200")
    assert stage.act_refused(carl, "hangup") == (422, "90018")


def test_dial_answers_with_ids_and_shares_the_session(stage):
    carl = stage.caller()
    data = stage.ok(
        "POST", "/calls", to=ANA, connection_id=stage.app, link_to=carl,
        **{"from": NUMBER},
    )  # fmt: skip
    assert data["is_alive"] is False
    assert data["call_session_id"] == stage.leg(carl)["call_session_id"]
    stage.advance()
    payload = stage.last("call.initiated")
    assert payload["call_control_id"] == data["call_control_id"]
    assert (payload["direction"], payload["state"]) == ("outgoing", "bridging")


def test_dialled_agent_answers_within_three_seconds(stage):
    ana = stage.dial()
    stage.advance(0.9)
    assert stage.leg(ana)["phase"] == "ringing"
    stage.advance(2.2)
    assert stage.leg(ana)["phase"] == "answered"


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        ("decline", ("user_busy", "callee", "486")),
        ("busy", ("user_busy", "callee", "486")),
        ("unregistered", ("not_found", "callee", "480")),
        ("ignore", ("timeout", "callee", "487")),
    ],
)
def test_dialled_agent_does_not_answer(stage, behaviour, expected):
    stage.control("callees", address=ANA, behaviour=behaviour)
    stage.dial(timeout_secs=20)
    stage.advance(20.1)
    assert hangup_of(stage) == expected


def test_timeout_without_retry_is_no_answer(stage):
    stage.control("callees", address="*", behaviour="ignore")
    stage.dial(timeout_secs=5, retry_on_timeout=False)
    stage.advance(5.1)
    assert hangup_of(stage) == ("no_answer", "callee", "487")


def test_cancelled_dial_is_the_originators_doing(stage):
    ana = stage.dial()
    stage.act(ana, "hangup")
    stage.advance()
    assert hangup_of(stage) == ("originator_cancel", "caller", "487")


def test_time_limit_counts_from_the_answer(stage):
    ana = stage.agent(time_limit_secs=30)
    stage.advance(29.8)
    assert stage.leg(ana)["is_alive"]
    stage.advance(0.3)
    assert stage.last("call.hangup")["hangup_cause"] == "time_limit"


def test_bridge_intent_shows_the_callers_number(stage):
    carl = stage.caller()
    stage.dial(link_to=carl, bridge_intent=True)
    stage.advance()
    assert stage.last("call.initiated")["from"] == CARL


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"connection_id": "123"}, "10015"),
        ({"to": "bob"}, "10016"),
        ({"from": "5551234"}, "10016"),
        ({"to": None}, "10004"),
        ({"timeout_secs": 4}, "10033"),
        ({"from_display_name": "<script>"}, "10015"),
        ({"webhook_urls": {"call.answered": 7}}, "10015"),
        ({"webhook_urls": {"call.answered": "here"}}, "10015"),
        ({"webhook_retries_policies": {"call.hangup": [1]}}, "10015"),
        ({"webhook_retries_policies": {"x": {"retries_ms": [60_001]}}}, "10033"),
        ({"custom_headers": [{"name": "X-Call"}]}, "10004"),
        ({"link_to": "v3:unknown"}, "90015"),
        ({"bridge_on_answer": True}, "10004"),
        ({"supervisor_role": "none"}, "10032"),
    ],
)
def test_dial_refuses(stage, changes, code):
    body = {"to": ANA, "from": NUMBER, "connection_id": stage.app, **changes}
    assert stage.refused("POST", "/calls", **body) == (422, code)


@pytest.mark.parametrize(
    ("to", "expected"),
    [([ANA], ANA), ("+15557770000,123#", "+15557770000")],
)
def test_dial_takes_one_destination(stage, to, expected):
    assert stage.leg(stage.dial(to))["to"] == expected


def test_dialled_file_is_played_on_answer(stage):
    stage.agent(audio_url="http://x.test/welcome.mp3")
    assert stage.last("call.playback.started")["media_url"].endswith("welcome.mp3")


def test_dial_is_limited_per_five_seconds():
    stage = Stage(dial_limit_per_window=3)
    for _ in range(3):
        stage.dial()
    body = {"to": ANA, "from": NUMBER, "connection_id": stage.app}
    response = stage.request("POST", "/calls", **body)
    assert response.status == 429
    assert response.json()["errors"][0]["code"] == "90103"
    assert response.headers["x-ratelimit-remaining"] == "0"
    stage.advance(5.1)
    stage.dial()


def test_call_status_outlives_the_call_by_ten_minutes(stage):
    carl = stage.caller()
    assert stage.get(f"/calls/{carl}")["is_alive"] is True
    stage.advance(10)
    stage.act(carl, "hangup")
    status = stage.get(f"/calls/{carl}")
    assert (status["is_alive"], status["call_duration"]) == (False, 10)
    assert "end_time" in status
    stage.advance(601)
    assert stage.refused("GET", f"/calls/{carl}") == (422, "90015")


def test_client_state_stays_with_its_leg(stage):
    carl = stage.caller()
    ana = stage.agent(client_state=state("agent"))
    path = f"/calls/{carl}/actions/client_state_update"
    stage.ok("PUT", path, client_state=state("caller"))
    stage.act(ana, "bridge", call_control_id=carl)
    stage.advance()
    bridged = {
        one.payload["call_control_id"]: one.payload["client_state"]
        for one in stage.posted
        if one.type == "call.bridged"
    }
    assert bridged == {carl: state("caller"), ana: state("agent")}


def test_refused_command_does_not_change_the_client_state(stage):
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support", client_state=state("first"))
    refusal = stage.act_refused(
        carl, "enqueue", queue_name="support", client_state=state("second")
    )
    assert refusal == (422, "90038")
    assert stage.get(f"/calls/{carl}")["client_state"] == state("first")


def test_call_without_a_first_command_is_ended_when_asked(stage):
    app = f"/call_control_applications/{stage.app}"
    stage.ok(
        "PATCH", app, application_name="x", webhook_event_url="http://product.test/",
        first_command_timeout=True, first_command_timeout_secs=10,
    )  # fmt: skip
    ignored, served = stage.ring_in("ignored"), stage.ring_in("served")
    stage.ok("PUT", f"/calls/{served}/actions/client_state_update", client_state="eA==")
    stage.advance(11)
    assert stage.leg(ignored)["is_alive"] is False
    assert stage.leg(served)["is_alive"] is True


def test_far_party_can_hold(stage):
    carl, ana = stage.talk()
    stage.control(f"calls/{ana}/hold")
    stage.advance()
    assert stage.hears(carl) == {"carl": set()}
    stage.control(f"calls/{ana}/unhold")
    stage.advance()
    assert stage.types()[-2:] == ["call.hold", "call.unhold"]
    assert stage.hears(carl) == {"carl": {"ana"}}


def test_machine_detection_reports_a_person(stage):
    stage.agent(answering_machine_detection="detect")
    stage.advance(2)
    assert stage.last("call.machine.detection.ended")["result"] == "human"
