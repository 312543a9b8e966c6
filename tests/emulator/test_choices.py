"""What Telnyx leaves open can be chosen, and every choice has an effect."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

import emulator
from emulator import Settings
from tests.emulator.stage import NUMBER, SOFIA, Stage


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_used(name):
    sources = Path(emulator.__file__).parent.rglob("*.py")
    text = "".join(path.read_text() for path in sources if path.stem != "settings")
    assert f".{name}" in text


def served(stage) -> list[str]:
    carl, ana = stage.caller(), stage.agent()
    stage.act(carl, "enqueue", queue_name="support")
    stage.act(carl, "playback_start", media_name="hold", loop="infinity")
    stage.advance()
    stage.heard()
    stage.act(ana, "bridge", queue="support")
    stage.advance()
    return [line for line in stage.heard() if line.startswith("carl")]


def test_music_may_end_before_the_queue():
    stage = Stage(playback_ends_before_dequeue=True)
    assert served(stage) == [
        "carl call.playback.ended",
        "carl call.dequeued",
        "carl call.bridged",
    ]


def test_service_may_be_called_bridging_in_process():
    stage = Stage(served_reason="bridging-in-process")
    stage.on_post["call.dequeued"] = lambda payload: reasons.append(payload["reason"])
    reasons: list[str] = []
    served(stage)
    assert reasons == ["bridging-in-process"]


def test_kept_call_may_report_that_it_left():
    stage = Stage(dequeue_event_for_kept_call=True)
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support", keep_after_hangup=True)
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.last("call.dequeued")["reason"] == "hangup"
    assert len(stage.get("/queues/support/calls")) == 1


def test_supervisor_may_report_a_bridge():
    stage = Stage(bridged_event_for_supervisor=True)
    _, ana = stage.talk()
    stage.heard()
    stage.agent(SOFIA, "sofia", supervise_call_control_id=ana)
    assert stage.heard()[-1] == "sofia call.bridged"


def test_floor_change_may_come_bare():
    stage = Stage(floor_changed_in_data=False)
    carl = stage.caller()
    stage.ok("POST", "/conferences", call_control_id=carl, name="room")
    stage.advance()
    contents = [json.loads(one.body) for one in stage.posted]
    (bare,) = [one for one in contents if "data" not in one]
    assert bare["event_type"] == "conference.floor.changed"


def test_client_errors_may_stop_at_the_first_url():
    stage = Stage(failover_after_client_error=False)
    path = f"/call_control_applications/{stage.app}"
    first, spare = "http://first.test/", "http://spare.test/"
    stage.ok(
        "PATCH", path, application_name="x", webhook_event_url=first,
        webhook_event_failover_url=spare,
    )  # fmt: skip
    stage.statuses[first] = 404
    stage.ring_in()
    stage.advance(20)
    assert [one.url for one in stage.posted] == [first]


def test_browsers_may_be_dialled_regardless():
    stage = Stage(checks_sip_uri_calling_preference=False)
    connection = stage.ok(
        "POST", "/credential_connections", connection_name="x",
        user_name="phones1", password="long-enough",
    )  # fmt: skip
    body = {"connection_id": connection["id"]}
    made = stage.ok("POST", "/telephony_credentials", **body)
    stage.dial(f"sip:{made['sip_username']}@sip.telnyx.com")


def test_repeated_command_may_get_a_plain_answer():
    stage = Stage(repeated_command_replays=False)
    body = {"to": SOFIA, "from": NUMBER, "connection_id": stage.app, "command_id": "1"}
    assert "call_control_id" in stage.ok("POST", "/calls", **body)
    assert stage.ok("POST", "/calls", **body) == {"result": "ok"}
    assert len(stage.control("world")["legs"]) == 1


def test_queues_may_have_upper_bounds():
    stage = Stage(queue_largest_max_size=10, queue_longest_wait_secs=60)
    carl, refused = stage.caller(), (422, "10033")
    for body in ({"max_size": 11}, {"max_wait_time_secs": 61}):
        assert refused == stage.act_refused(carl, "enqueue", queue_name="q", **body)
    stage.ok("POST", "/queues", queue_name="q", max_size=10)
    assert stage.refused("POST", "/queues/q", max_size=11) == refused


def test_client_state_may_be_limited():
    stage = Stage(client_state_max_length=8)
    carl = stage.ring_in()
    refused = stage.act_refused(carl, "answer", client_state="YWJjZGVmZ2g=")
    assert refused == (422, "10033")
    stage.act(carl, "answer", client_state="YWJjZA==")
    stage.advance()
    more = {"to": SOFIA, "target_leg_client_state": "YWJjZGVmZ2g="}
    assert stage.act_refused(carl, "transfer", **more) == (422, "10033")
    stage.act(carl, "transfer", to=SOFIA, target_leg_client_state="YWJjZA==")


def test_first_of_several_destinations_may_be_dialled():
    stage = Stage(several_destinations="dial first")
    call = stage.dial([SOFIA, "sip:ben@sip.telnyx.com"])
    assert [leg["to"] for leg in stage.control("world")["legs"]] == [SOFIA]
    assert stage.leg(call)["to"] == SOFIA


def test_several_destinations_may_be_refused():
    stage = Stage(several_destinations="refuse")
    body = {"to": [SOFIA, NUMBER], "from": NUMBER, "connection_id": stage.app}
    assert stage.refused("POST", "/calls", **body) == (422, "10015")


def test_empty_queues_may_be_collected():
    stage = Stage(empty_queue_secs=60)
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support")
    stage.advance(100)
    assert stage.get("/queues/support")["current_size"] == 1
    stage.act(carl, "leave_queue")
    stage.advance(59)
    stage.get("/queues/support")
    stage.advance(2)
    assert stage.refused("GET", "/queues/support") == (404, "10007")


def test_leg_parked_by_the_end_of_its_bridge_may_say_so():
    stage = Stage(parked_event="call.parked")
    carl, ana = stage.caller(), stage.agent()
    stage.act(ana, "bridge", call_control_id=carl, park_after_unbridge="self")
    stage.act(carl, "hangup")
    stage.advance()
    assert stage.heard()[-1] == "ana call.parked"
