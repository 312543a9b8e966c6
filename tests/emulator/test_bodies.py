"""Bodies of webhooks, key by key, as those of real accounts (public logs, 2020 to 2026)."""

import re

import pytest

from emulator.times import parse
from tests.emulator.stage import ANA, CARL, NUMBER, SOFIA, Stage, state

IDS = {
    "call_control_id", "call_leg_id", "call_session_id", "connection_id",
    "client_state",
}  # fmt: skip
PARTY = {"calling_party_type", "flow_destination"}
ENDS = {"from", "to"}
ENDING = {"hangup_cause", "hangup_source", "sip_hangup_cause", "start_time", "end_time"}
INCOMING = IDS | PARTY | ENDS | {
    "caller_id_name", "connection_codecs", "direction", "from_sip_uri",
    "offered_codecs", "start_time", "state", "to_sip_uri",
}  # fmt: skip


def test_incoming_call(stage):
    stage.ring_in()
    payload = stage.last("call.initiated")
    assert set(payload) == INCOMING
    assert payload["client_state"] is None
    assert payload["calling_party_type"] == "pstn"
    assert payload["flow_destination"] == "telnyx_number_cc_app"
    assert payload["connection_codecs"] == payload["offered_codecs"] == "PCMU,PCMA,G729"
    assert payload["from_sip_uri"].startswith(f"{CARL}@")
    assert payload["to_sip_uri"].startswith(f"{NUMBER}@")
    assert payload["start_time"] == stage.posted[-1].data["occurred_at"]
    assert payload["caller_id_name"] == CARL


def test_dialled_call_says_less(stage):
    stage.dial()
    stage.advance()
    payload = stage.last("call.initiated")
    assert set(payload) == IDS | ENDS | {
        "calling_party_type", "direction", "from_sip_uri", "state", "to_sip_uri",
    }  # fmt: skip
    assert payload["to_sip_uri"] == ANA.removeprefix("sip:")
    assert payload["from_sip_uri"] == f"{NUMBER}@sip.telnyx.com"


def test_call_to_a_browser_tells_where_it_is_led(stage):
    connection = stage.ok(
        "POST", "/credential_connections", connection_name="x", user_name="phones1",
        password="long-enough", sip_uri_calling_preference="internal",
    )  # fmt: skip
    made = stage.ok("POST", "/telephony_credentials", connection_id=connection["id"])
    stage.agent(f"sip:{made['sip_username']}@sip.telnyx.com")
    for event in ("call.initiated", "call.answered"):
        flow = stage.last(event)["flow_destination"]
        assert flow == "telnyx_sip_uri_cred_connection"


def test_flow_destination_may_be_kept_back():
    stage = Stage(tells_flow_destination=False)
    stage.caller()
    assert all("flow_destination" not in one.payload for one in stage.posted)


def test_tags_are_absent_when_there_are_none(stage):
    stage.ring_in()
    assert "tags" not in stage.last("call.initiated")
    body = {"application_name": "x", "webhook_event_url": "http://product.test/"}
    stage.ok("PATCH", f"/call_control_applications/{stage.app}", **body, tags=["vip"])
    carl = stage.caller()
    stage.act(carl, "hangup")
    stage.advance()
    for event in ("call.initiated", "call.answered", "call.hangup"):
        assert stage.last(event)["tags"] == ["vip"]


@pytest.mark.parametrize(
    ("address", "codec", "rate"), [(CARL, "PCMU", 8000), (ANA, "OPUS", 48000)]
)
def test_answer_tells_the_codec(stage, address, codec, rate):
    stage.agent(address)
    payload = stage.last("call.answered")
    assert (payload["codec"], payload["sampling_rate"]) == (codec, rate)


def test_answered_call_of_a_number(stage):
    stage.caller()
    wanted = IDS | PARTY | ENDS | {"codec", "sampling_rate", "start_time"}
    assert set(stage.last("call.answered")) == wanted


def test_start_of_a_dialled_call_lies_before_its_report(stage):
    stage.agent()
    reported = parse(stage.posted[0].data["occurred_at"])
    start = parse(stage.last("call.answered")["start_time"])
    assert 0.17 <= reported - start <= 0.2


def test_bridge_tells_start_and_party(stage):
    stage.talk()
    for one in [one.payload for one in stage.posted if one.type == "call.bridged"]:
        assert {"start_time", "calling_party_type", "from", "to"} <= set(one)


def test_speech_has_a_short_id_and_tells_the_party(stage):
    carl = stage.caller()
    stage.act(carl, "speak", payload="Hello.", voice="female")
    stage.advance(5)
    started, ended = stage.last("call.speak.started"), stage.last("call.speak.ended")
    assert set(started) == IDS | PARTY | {"speak_id"}
    assert set(ended) == IDS | PARTY | {"speak_id", "status"}
    assert started["speak_id"] == ended["speak_id"]
    assert re.fullmatch("[A-Za-z0-9]{10}", started["speak_id"])


def test_saved_recording_tells_the_party(stage):
    carl = stage.caller()
    stage.act(carl, "record_start", channels="dual", format="wav")
    stage.advance(2)
    stage.act(carl, "record_stop")
    stage.advance(2)
    assert set(stage.last("call.recording.saved")) >= PARTY


def test_hangup_of_an_answered_call(stage):
    carl = stage.caller()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    payload = stage.last("call.hangup")
    assert set(payload) == IDS | PARTY | ENDS | ENDING | {"call_quality_stats"}
    assert payload["end_time"] == stage.posted[-1].data["occurred_at"]


def test_hangup_of_an_unanswered_call_lacks_keys(stage):
    carl = stage.ring_in()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    payload = stage.last("call.hangup")
    assert set(payload) == (IDS - {"client_state"}) | ENDS | ENDING | {"telnyx_error"}
    assert payload["telnyx_error"] is None


def test_state_of_an_unanswered_call_is_told_to_the_end(stage):
    stage.control("callees", address=SOFIA, behaviour="busy")
    stage.dial(SOFIA, "sofia", client_state=state("offer 7"))
    stage.advance(5)
    assert stage.last("call.hangup")["client_state"] == state("offer 7")


def test_hangup_of_an_unanswered_call_may_have_nulls():
    stage = Stage(unanswered_hangup="2025")
    carl = stage.ring_in()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    payload = stage.last("call.hangup")
    assert (payload["client_state"], payload["call_quality_stats"]) == (None, None)
    assert payload["calling_party_type"] == "pstn"
    assert "telnyx_error" not in payload


# Times.


def micros(posted):
    return round(parse(posted.data["occurred_at"]) * 1_000_000)


def test_events_of_one_leg_fall_on_ticks(stage):
    carl = stage.caller()
    for _ in range(3):
        stage.act(carl, "speak", payload="Hello.", voice="female", stop="all")
        stage.advance(0.333)
    phases = {micros(one) % 20_000 for one in stage.posted}
    assert len(phases) == 1


def test_events_within_a_tick_have_the_same_time(stage):
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support")
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    times = {
        one.type: one.data["occurred_at"]
        for one in stage.posted
        if one.type in {"call.enqueued", "call.dequeued", "call.hangup"}
    }
    assert len(set(times.values())) == 1


def test_exact_times_can_be_chosen():
    stage = Stage(tick_secs=0, outgoing_start_lead_secs=0)
    stage.agent()
    for one in stage.posted:
        assert micros(one) / 1_000_000 == pytest.approx(one.at - 0.02, abs=0.0001)
    start = stage.last("call.answered")["start_time"]
    assert start == stage.posted[0].data["occurred_at"]


def test_events_of_a_tick_may_be_told_in_the_wrong_order():
    stage = Stage(tick_disorder_micros=10)
    told = []
    for n in range(10):
        carl = stage.caller(f"caller {n}")
        stage.act(carl, "enqueue", queue_name="support")
        stage.control(f"calls/{carl}/hangup")
        stage.advance()
        times = {one.type: micros(one) for one in stage.posted}
        told.append(times["call.hangup"] - times["call.enqueued"])
    assert min(told) < 0 < max(told)
    assert max(map(abs, told)) <= 10


def test_time_of_an_event_is_never_in_the_future(stage):
    stage.talk()
    for one in stage.posted:
        assert micros(one) <= one.at * 1_000_000


# What the API leaves out when there is nothing to say.


def test_resources_leave_out_what_was_never_said(stage):
    room, carl, _ = stage.conference()
    assert "client_state" not in stage.get(f"/calls/{carl}")
    (member, _) = stage.get(f"/conferences/{room}/participants")
    path = f"/conferences/{room}/participants/{member['id']}"
    assert "label" not in stage.get(path)
    stage.room(room, "end")
    assert "ended_by" not in stage.get(f"/conferences/{room}")
    (voice, *_) = stage.get("/phone_numbers/voice?filter[phone_number]=5550100109")
    assert not {"connection_id", "customer_reference"} & set(voice)
    path = f"/call_control_applications/{stage.app}"
    assert "outbound_voice_profile_id" not in stage.get(path)["outbound"]


def test_recording_of_a_call_names_no_conference(stage):
    carl = stage.caller()
    stage.act(carl, "record_start", channels="dual", format="wav")
    stage.advance(1)
    stage.act(carl, "record_stop")
    assert "conference_id" not in stage.get("/recordings")[0]


def test_credential_without_an_end_names_none(stage):
    connection = stage.ok(
        "POST", "/credential_connections", connection_name="x", user_name="phones1",
        password="long-enough",
    )  # fmt: skip
    body = {"connection_id": connection["id"]}
    assert "expires_at" not in stage.ok("POST", "/telephony_credentials", **body)
    until = {"expires_at": "2030-01-02T03:04:05.000000Z"}
    made = stage.ok("POST", "/telephony_credentials", **body, **until)
    assert made["expires_at"] == until["expires_at"]
