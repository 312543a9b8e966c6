"""Events that only some accounts and some days see."""

import pytest

from tests.emulator.stage import ANA, CARL, HOOK, Stage


def recorded(stage, **options):
    """A call with a recording of ten seconds that was stopped."""
    carl = stage.caller()
    stage.act(carl, "record_start", channels="single", format="mp3", **options)
    stage.advance(10)
    stage.act(carl, "record_stop")
    stage.advance(10)
    return carl


def test_recording_that_cannot_be_stored_says_why(stage):
    fault = {"reason": "Unsupported backend"}
    stage.control("faults", recordings=[fault])
    recorded(stage)
    assert stage.last("call.recording.error")["reason"] == "Unsupported backend"
    assert "call.recording.saved" not in stage.types()
    assert stage.get("/recordings") == []


def test_recording_fault_strikes_as_often_as_told(stage):
    stage.control("faults", recordings=[{"count": 1}])
    for _ in range(2):
        recorded(stage)
    assert stage.types().count("call.recording.error") == 1
    assert stage.types().count("call.recording.saved") == 1
    assert stage.control("faults")["recordings"] == []


def test_transcription_follows_the_recording():
    stage = Stage(transcription_text="Good morning.", transcription_saved_secs=3)
    recorded(stage, transcription=True)
    saved = stage.last("call.recording.saved")
    told = stage.last("call.recording.transcription.saved")
    assert told["transcription_text"] == "Good morning."
    assert told["recording_id"] == saved["recording_id"]
    when = {one.type: one.at for one in stage.posted}
    gap = when["call.recording.transcription.saved"] - when["call.recording.saved"]
    assert gap == pytest.approx(3)


def test_recording_is_transcribed_only_when_asked(stage):
    recorded(stage)
    assert "call.recording.transcription.saved" not in stage.types()


def with_costs(stage) -> None:
    stage.ok(
        "PATCH", f"/call_control_applications/{stage.app}", application_name="x",
        webhook_event_url=HOOK, call_cost_in_webhooks=True,
    )  # fmt: skip


def test_cost_is_reported_after_the_end(stage):
    with_costs(stage)
    carl = stage.caller()
    stage.advance(70)
    stage.act(carl, "hangup")
    stage.advance(5)
    cost = stage.last("call.cost")
    assert (cost["billed_duration_secs"], cost["total_cost"]) == (120, "0.0136")
    parts = {one["call_part"]: one["cost"] for one in cost["cost_parts"]}
    assert parts == {"sip-trunking": "0.0100", "call-control": "0.0036"}


def test_browser_needs_no_trunk(stage):
    with_costs(stage)
    stage.act(stage.agent(), "hangup")
    stage.advance(5)
    assert stage.last("call.cost")["total_cost"] == "0.0018"


def test_only_answered_calls_of_those_who_ask_cost(stage):
    stage.act(stage.caller(), "hangup")
    with_costs(stage)
    stage.act(stage.dial(), "hangup")
    stage.advance(5)
    assert "call.cost" not in stage.types()


def detected(stage, mode, address=CARL):
    """Type and result of all that machine detection reports."""
    stage.control("callees", address=address, behaviour="machine", after_secs=1)
    stage.dial(address, answering_machine_detection=mode)
    stage.advance(20)
    return [
        (one.type.removeprefix("call.machine."), one.payload["result"])
        for one in stage.posted
        if one.type.startswith("call.machine.")
    ]


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        ("detect", [("detection.ended", "machine")]),
        (
            "greeting_end",
            [("detection.ended", "machine"), ("greeting.ended", "ended")],
        ),
        (
            "detect_beep",
            [("detection.ended", "machine"), ("greeting.ended", "beep_detected")],
        ),
        (
            "premium",
            [
                ("premium.detection.ended", "machine"),
                ("premium.greeting.ended", "beep_detected"),
            ],
        ),
        ("disabled", []),
    ],
)
def test_machine_greets_and_beeps(stage, mode, results):
    assert detected(stage, mode) == results


def test_person_has_no_greeting(stage):
    stage.agent(ANA, answering_machine_detection="greeting_end")
    stage.advance(20)
    assert stage.last("call.machine.detection.ended")["result"] == "human"
    assert "call.machine.greeting.ended" not in stage.types()
