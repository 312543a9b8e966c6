"""Tours to the events that the tours of the operations do not see."""

from typing import Any

from tests.judges.stage import WEBHOOKS, Stage, call
from tests.judges.tours import Steps


def recordings(stage: Stage) -> Steps:
    stage.control("POST", "faults", recordings=[{"count": 1}])
    leg = stage.answered()
    for _ in range(2):
        yield call(
            "calls.actions.start_recording",
            leg,
            channels="single",
            format="mp3",
            transcription=True,
        )
        stage.advance(5)
        yield call("calls.actions.stop_recording", leg)
        stage.advance(5)
    seen = [one for one in stage.events() if one.startswith("call.recording.")]
    assert seen == [
        "call.recording.error",
        "call.recording.saved",
        "call.recording.transcription.saved",
    ]


def costs(stage: Stage) -> Steps:
    yield call(
        "call_control_applications.update",
        stage.connection_id,
        application_name="Shop",
        webhook_event_url=WEBHOOKS,
        call_cost_in_webhooks=True,
    )
    yield call("calls.actions.hangup", stage.answered())
    stage.advance(5)
    assert stage.events()[-1] == "call.cost"


def machines(stage: Stage) -> Steps:
    stage.control("POST", "callees", address="*", behaviour="machine", after_secs=1)
    for mode in ("greeting_end", "premium"):
        yield call(
            "calls.dial",
            connection_id=stage.connection_id,
            from_="+15550100100",
            to="+15550100077",
            answering_machine_detection=mode,
        )
        stage.advance(20)
    for kind in ("greeting", "premium.greeting"):
        assert f"call.machine.{kind}.ended" in stage.events()


def endings(stage: Stage) -> Steps:
    """Legs that nobody answers, and one that the network itself refuses."""
    told: list[dict[str, Any]] = [
        {"behaviour": "decline"},
        {"behaviour": "fail", "sip_code": 503},
        {"behaviour": "fail", "telnyx_error": "D35"},
    ]
    for script in told:
        stage.control("POST", "callees", address="*", **script, after_secs=1)
        yield call(
            "calls.dial",
            connection_id=stage.connection_id,
            from_="+15550100100",
            to="sip:ana@sip.test",
            webhook_urls={"call.hangup": [WEBHOOKS]},
            answering_machine_detection="detect_beep",
            answering_machine_detection_config={
                "beep_detection_profile": "freq_only",
                "beep_spectral_min_purity": 0.7,
                "prompt_end_timeout_millis": 2000,
            },
        )
        stage.advance(5)
    assert stage.events().count("call.hangup") == len(told)


def signed_callers(stage: Stage) -> Steps:
    yield call(
        "call_control_applications.update",
        stage.connection_id,
        application_name="Shop",
        webhook_event_url=WEBHOOKS,
        inbound={"shaken_stir_enabled": True},
        tags=["shop"],
    )
    stage.ring()
    assert b'"shaken_stir_attestation": "A"' in stage.webhooks[-1].body


TOURS = (recordings, costs, machines, endings, signed_callers)
