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
        "webhook_api_version": "texml",
    }
    made = stage.ok("POST", "/credential_connections", **CONNECTION, **given)
    assert {name: made[name] for name in given} == given
    path = f"/credential_connections/{made['id']}"
    refused = stage.refused("PATCH", path, webhook_api_version="texml")
    assert refused == (422, "10032")


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
