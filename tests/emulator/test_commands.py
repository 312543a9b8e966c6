"""Commands in the journal, while a leg is being answered, and of newer clients."""

from itertools import pairwise

import pytest

from tests.emulator.stage import ANA, CARL, NUMBER, Stage

SPEECH = {"payload": "Hello.", "voice": "female"}


def entries(stage):
    return [
        (entry["kind"], entry.get("event_type") or entry["operation"])
        for entry in stage.control("journal")["entries"]
    ]


def test_command_is_journalled_before_what_it_causes(stage):
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support")
    assert entries(stage)[-2:] == [
        ("command", "calls.enqueue"), ("event", "call.enqueued"),
    ]  # fmt: skip
    stage.ok("POST", "/conferences", call_control_id=carl, name="room")
    kinds = [kind for kind, _ in entries(stage)[-5:]]
    assert kinds == ["command", "event", "event", "event", "event"]


@pytest.mark.parametrize("kind", ["status", "timeout_before", "timeout_after", "slow"])
def test_request_that_a_fault_strikes_keeps_its_parameters(stage, kind):
    carl = stage.caller()
    stage.control("faults", api=[{"kind": kind}])
    body = {"command_id": "c1", **SPEECH}
    stage.request("POST", f"/calls/{carl}/actions/speak", **body)
    entry = next(
        entry
        for entry in stage.control("journal")["entries"]
        if entry.get("operation") == "calls.speak"
    )
    assert entry["params"] == body
    assert entry["command_id"] == "c1"


def test_unreadable_request_is_journalled_without_parameters(stage):
    carl = stage.caller()
    path = f"/v2/calls/{carl}/actions/speak"
    key = {"Authorization": "Bearer KEY_EMULATOR"}
    stage.emulator.handle("POST", path, key, b"{")
    entry = stage.control("journal")["entries"][-1]
    assert (entry["params"], entry["status"]) == (None, 400)


@pytest.mark.parametrize(
    ("action", "body"),
    [("speak", SPEECH), ("enqueue", {"queue_name": "q"}), ("playback_stop", {})],
)
def test_refusal_names_the_command_that_came_too_early(stage, action, body):
    carl = stage.ring_in()
    answer = stage.request("POST", f"/calls/{carl}/actions/{action}", **body)
    (error,) = answer.json()["errors"]
    assert error["code"] == "90034"
    assert error["detail"] == (
        f"This call can't receive {action} command because it has not been answered "
        "yet."
    )


def test_command_may_wait_for_a_pending_answer():
    stage = Stage(commands_wait_for_answer=True)
    carl, mona = stage.ring_in(), stage.ring_in("mona")
    for call in (carl, mona):
        stage.act(call, "answer")
    room = stage.ok("POST", "/conferences", call_control_id=carl, name="room")["id"]
    stage.room(room, "join", call_control_id=mona)
    stage.advance(1)
    assert stage.heard() == [
        "carl call.initiated",
        "mona call.initiated",
        "carl call.answered",
        "carl conference.floor.changed",
        "carl conference.created",
        "carl conference.participant.joined",
        "mona call.answered",
        "mona conference.participant.joined",
    ]


def test_command_does_not_wait_for_an_answer_that_nobody_gave():
    stage = Stage(commands_wait_for_answer=True)
    carl, ana = stage.ring_in(), stage.dial()
    for call in (carl, ana):
        assert stage.act_refused(call, "speak", **SPEECH) == (422, "90034")


def test_command_right_after_the_answer_is_refused_otherwise(stage):
    carl = stage.ring_in()
    stage.act(carl, "answer")
    assert stage.act_refused(carl, "speak", **SPEECH) == (422, "90034")


def test_keys_are_pressed_as_fast_as_people_press_them(stage):
    carl = stage.caller()
    stage.control(f"calls/{carl}/dtmf", digits="123")
    stage.advance(1)
    keys = [one for one in stage.posted if one.type == "call.dtmf.received"]
    assert [one.payload["digit"] for one in keys] == ["1", "2", "3"]
    gaps = [later.at - one.at for one, later in pairwise(keys)]
    assert gaps == pytest.approx([0.1, 0.1], abs=0.001)


def test_keys_end_with_the_call(stage):
    carl = stage.caller()
    stage.control(f"calls/{carl}/dtmf", digits="123")
    stage.control(f"calls/{carl}/hangup")
    stage.advance(1)
    assert stage.types().count("call.dtmf.received") == 1


# Parameters and paths of newer clients.

BEEPS = {
    "beep_detection_profile": "freq_only", "beep_max_frequency_hz": 1200,
    "beep_min_frequency_hz": 500, "beep_min_tone_duration_millis": 200,
    "beep_spectral_confirmation": True, "beep_spectral_min_purity": 0.8,
    "beep_spectral_reject_fax_cng": True, "beep_spectral_window_millis": 100,
    "prompt_end_timeout_millis": 2000,
}  # fmt: skip
ASSISTANT = {
    "id": "a", "transcription": {"model": "x"}, "voice_settings": {"voice_speed": 1},
}  # fmt: skip


def test_newer_parameters_of_calls_are_taken(stage):
    stage.dial(answering_machine_detection_config=BEEPS, assistant=ASSISTANT)
    carl = stage.ring_in()
    stage.act(carl, "answer", assistant=ASSISTANT)
    stage.advance(1)
    stage.act(carl, "transfer", to=ANA, answering_machine_detection_config=BEEPS)
    body = {"to": CARL, "from": NUMBER, "connection_id": stage.app}
    for wrong in ({"beep_detection_profile": "loud"}, {"beep_loudness": 1}):
        config = {"answering_machine_detection_config": wrong}
        assert stage.refused("POST", "/calls", **body, **config)[0] == 422


def test_newer_parameters_of_connections_are_taken(stage):
    quiet = {"bridge_generate_comfort_noise_on_cn": True}
    made = stage.ok(
        "POST", "/credential_connections", connection_name="x",
        user_name="phones1", password="long-enough", **quiet,
    )  # fmt: skip
    path = f"/credential_connections/{made['id']}"
    stage.ok("PATCH", path, conversation_persistence=True, **quiet)


def test_endpoint_without_an_operation_is_no_id(stage):
    answer = stage.request("GET", "/phone_numbers/slim?filter[tag]=a")
    (error,) = answer.json()["errors"]
    assert (answer.status, error["code"]) == (404, "10005")
    assert "no operation GET /phone_numbers/slim" in error["detail"]
