"""Values inside values are checked as Telnyx describes them."""

import pytest

from tests.emulator.stage import ANA, CARL, NUMBER

UUID = "8d7e0f6a-0000-4000-8000-000000000000"
CONNECTION = {"connection_name": "x", "user_name": "phones1", "password": "long-enough"}
DIALS = [
    ({"answering_machine_detection_config": {"silence_threshold": "x"}}, "10015"),
    ({"answering_machine_detection_config": {"patience": 1}}, "10015"),
    ({"sound_modifications": {"pitch": "high"}}, "10015"),
    ({"preferred_codecs": "G722,MP3"}, "10032"),
    ({"sip_headers": [{"name": "X-Other", "value": "1"}]}, "10032"),
    ({"billing_group_id": "mine"}, "10015"),
]
MACHINES = [
    ("assistant", {}, "10004", "/id"),
    ("assistant", {"id": "a", "mood": "glad"}, "10015", "/mood"),
    ("assistant", {"id": "a", "dynamic_variables": {"n": []}}, "10015", "/n"),
    ("assistant", {"id": "a", "external_llm": {"model": 1}}, "10015", "/model"),
    ("assistant", {"id": "a", "tools": [{"type": "sing"}]}, "10032", "/0/type"),
    ("assistant", {"id": "a", "tools": [{"type": "hangup"}]}, "10004", "/0/hangup"),
    (
        "assistant",
        {
            "id": "a",
            "tools": [{"type": "transfer", "transfer": {"from": "x", "targets": [{}]}}],
        },
        "10004",
        "/0/transfer/targets/0/to",
    ),
    ("conversation_relay_config", {}, "10004", "/url"),
    ("conversation_relay_config", {"url": "https://a"}, "10015", "/url"),
    (
        "conversation_relay_config",
        {"url": "wss://a", "languages": [{"voice": "x"}]},
        "10004",
        "/languages/0/language",
    ),
    (
        "conversation_relay_config",
        {"url": "wss://a", "interruption_settings": {"interruptible": "never"}},
        "10032",
        "/interruptible",
    ),
    ("deepfake_detection", {"timeout": 9}, "10004", "/enabled"),
    ("deepfake_detection", {"enabled": True, "timeout": 4}, "10033", "/timeout"),
    ("deepfake_detection", {"enabled": True, "speed": 4}, "10015", "/speed"),
]
ENGINE = "/transcription_engine_config/"
TRANSCRIPTIONS = [
    ({"speed": 1}, "10015", "/speed"),
    ({"transcription_engine": "Parrot"}, "10032", "/transcription_engine"),
    (
        {"transcription_engine_config": {"language": "tlh"}},
        "10032",
        ENGINE + "language",
    ),
    (
        {
            "transcription_engine": "Azure",
            "transcription_engine_config": {"transcription_engine": "Azure"},
        },
        "10004",
        ENGINE + "region",
    ),
    (
        {"transcription_engine": "Soniox", "transcription_engine_config": {}},
        "10004",
        ENGINE + "transcription_engine",
    ),
    (
        {"transcription_engine_config": {"transcription_engine": "Deepgram"}},
        "10004",
        ENGINE + "transcription_model",
    ),
    (
        {
            "transcription_engine_config": {
                "transcription_engine": "Deepgram",
                "transcription_model": "deepgram/nova-3",
                "hints": ["Telnyx"],
            }
        },
        "10015",
        ENGINE + "hints",
    ),
    (
        {
            "transcription_engine_config": {
                "transcription_engine": "Deepgram",
                "transcription_model": "deepgram/nova-2",
                "keywords_boosting": {"Telnyx": "much"},
            }
        },
        "10015",
        ENGINE + "keywords_boosting/Telnyx",
    ),
    (
        {"transcription_engine_config": {"speech_context": [{"boost": 21}]}},
        "10033",
        ENGINE + "speech_context/0/boost",
    ),
]
CONNECTIONS = [
    ({"anchorsite_override": "Paris"}, "10032"),
    ({"encrypted_media": "DTLS"}, "10032"),
    ({"inbound": {"ani_number_format": "roman"}}, "10032"),
    ({"inbound": {"timeout_1xx_secs": 121}}, "10033"),
    ({"jitter_buffer": {"jitterbuffer_msec_min": 39}}, "10033"),
    ({"noise_suppression": "all"}, "10032"),
    ({"noise_suppression_details": {"attenuation_limit": 15}}, "10032"),
    ({"outbound": {"t38_reinvite_source": "nobody"}}, "10032"),
    ({"rtcp_settings": {"port": "rtp"}}, "10032"),
    ({"rtcp_settings": {"speed": 1}}, "10015"),
]


@pytest.mark.parametrize(("more", "code"), DIALS)
def test_dial_checks_what_is_inside(stage, more, code):
    body = {"to": ANA, "from": NUMBER, "connection_id": stage.app, **more}
    assert stage.refused("POST", "/calls", **body) == (422, code)
    carl = stage.caller()
    if "billing_group_id" not in more:
        assert stage.act_refused(carl, "transfer", to=CARL, **more) == (422, code)


def test_dial_takes_all_that_is_described(stage):
    stage.dial(
        answering_machine_detection_config={"total_analysis_time_millis": 3500},
        sound_modifications={"pitch": 0.8, "octaves": 1, "track": "both"},
        preferred_codecs="G722,PCMU",
        sip_headers=[{"name": "User-to-User", "value": "abc"}],
        billing_group_id=UUID,
    )


def refused_where(stage, path, **body):
    """Status, code and pointer of a refusal."""
    answer = stage.request("POST", path, **body)
    error = answer.json()["errors"][0]
    return answer.status, error["code"], error["source"]["pointer"]


@pytest.mark.parametrize(("name", "given", "code", "end"), MACHINES)
def test_machines_that_talk_are_described_rightly(stage, name, given, code, end):
    dial = {"to": ANA, "from": NUMBER, "connection_id": stage.app}
    ringing = stage.ring_in()
    for path, body in (("/calls", dial), (f"/calls/{ringing}/actions/answer", {})):
        status, found, pointer = refused_where(stage, path, **body, **{name: given})
        assert (status, found) == (422, code)
        assert pointer.startswith(f"/{name}/")
        assert pointer.endswith(end)


@pytest.mark.parametrize(("given", "code", "end"), TRANSCRIPTIONS)
def test_live_transcription_suits_its_engine(stage, given, code, end):
    path = f"/calls/{stage.ring_in()}/actions/answer"
    refused = refused_where(stage, path, transcription_config=given)
    assert refused == (422, code, "/transcription_config" + end)


def test_dialogflow_belongs_to_dial_alone(stage):
    body = {"to": ANA, "from": NUMBER, "connection_id": stage.app}
    wrong = {"dialogflow_config": {"analyze_sentiment": "yes"}}
    assert stage.refused("POST", "/calls", **body, **wrong) == (422, "10015")
    right = {"dialogflow_config": {"analyze_sentiment": True}}
    stage.dial(**right)
    assert stage.act_refused(stage.ring_in(), "answer", **right) == (422, "10015")


def test_answer_takes_every_machine_that_is_described(stage):
    stage.act(
        stage.ring_in(),
        "answer",
        assistant={
            "id": "a",
            "dynamic_variables": {"name": "Carl", "visits": 3, "is_new": False},
            "fallback_config": {"external_llm": {"forward_metadata": True}},
            "mcp_servers": [{"id": "m"}],
            "tools": [
                {"type": "hangup", "hangup": {}},
                {"type": "transfer", "transfer": {"from": NUMBER, "targets": "{{t}}"}},
            ],
        },
        conversation_relay_config={
            "url": "ws://relay.test",
            "custom_parameters": {"anything": [1]},
            "voice_settings": {"type": "telnyx", "voice_speed": 1.5},
        },
        deepfake_detection={"enabled": True, "rtp_timeout": 120},
        transcription=True,
        transcription_config={
            "transcription_engine": "Telnyx",
            "transcription_engine_config": {"language": "auto_detect"},
        },
    )


@pytest.mark.parametrize(
    "policies",
    [
        {"call.hangup": []},
        {"call.hangup": {"retries": [1]}},
        {"call.hangup": {"retries_ms": [True]}},
    ],
)
def test_retries_are_described_per_event(stage, policies):
    refused = stage.act_refused(
        stage.ring_in(), "answer", webhook_retries_policies=policies
    )
    assert refused == (422, "10015")


@pytest.mark.parametrize(("more", "code"), CONNECTIONS)
def test_connection_checks_what_is_inside(stage, more, code):
    path = "/credential_connections"
    assert stage.refused("POST", path, **CONNECTION, **more) == (422, code)
    made = stage.ok("POST", path, **CONNECTION)["id"]
    assert stage.refused("PATCH", f"{path}/{made}", **more) == (422, code)


def test_connection_keeps_what_is_described(stage):
    given = {
        "encrypted_media": None,
        "inbound": {"timeout_2xx_secs": 90, "codecs": ["G722"]},
        "noise_suppression_details": {"attenuation_limit": 80, "engine": "denoiser"},
        "outbound": {"call_parking_enabled": True},
        "webhook_api_version": "texml",
    }
    made = stage.ok("POST", "/credential_connections", **CONNECTION, **given)
    assert made.pop("outbound")["call_parking_enabled"] is True
    del given["outbound"]
    assert {name: made[name] for name in given} == given
    path = f"/credential_connections/{made['id']}"
    refused = stage.refused("PATCH", path, webhook_api_version="texml")
    assert refused == (422, "10032")


def test_texml_needs_parked_calls(stage):
    given = {**CONNECTION, "webhook_api_version": "texml"}
    path = "/credential_connections"
    assert stage.refused("POST", path, **given) == (422, "10004")
    unparked = {"outbound": {"call_parking_enabled": False}}
    assert stage.refused("POST", path, **given, **unparked) == (422, "10004")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "10004"),
        ({"type": "parrot"}, "10032"),
        ({"type": 5}, "10015"),
        ({"type": "telnyx", "voice_speed": 3}, "10033"),
        ({"type": "aws", "voice_speed": 1}, "10015"),
        ({"type": "azure", "gender": "Neither"}, "10032"),
    ],
)
def test_voice_has_the_settings_of_its_provider(stage, settings, code):
    body = {"payload": "Hello.", "voice": "female"}
    carl = stage.caller()
    refused = stage.act_refused(carl, "speak", **body, voice_settings=settings)
    assert refused == (422, code)
    stage.act(carl, "speak", **body, voice_settings={"type": "telnyx"})


@pytest.mark.parametrize(
    "more", [{"transcription_engine": "C"}, {"transcription_language": "tlh"}]
)
def test_recording_is_transcribed_by_what_there_is(stage, more):
    body = {"channels": "single", "format": "mp3"}
    carl = stage.caller()
    assert stage.act_refused(carl, "record_start", **body, **more) == (422, "10032")
