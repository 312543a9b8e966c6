"""Recordings: when they are saved, how long they are, what their files hold."""

import io
import math
import wave

import av
import pytest

from tests.emulator.stage import Stage, state


def recorded(stage, fmt="wav", channels="dual", secs=5):
    """The resource of a recording of Carl and Ana's talk."""
    carl, _ = stage.talk()
    stage.act(carl, "record_start", format=fmt, channels=channels)
    stage.advance(secs)
    stage.act(carl, "record_stop")
    stage.advance(1.1)
    return stage.get("/recordings")[0]


def download(stage, url, **headers):
    return stage.emulator.handle("GET", url, headers)


def test_saved_event_comes_a_second_after_the_end(stage):
    carl, _ = stage.talk()
    stage.act(
        carl, "record_start", format="mp3", channels="dual", client_state=state("rec")
    )
    stage.advance(5)
    stage.act(carl, "hangup")
    stage.advance(0.9)
    assert "call.recording.saved" not in stage.types()
    (listed,) = stage.get("/recordings")
    stage.advance(0.2)
    saved = stage.last("call.recording.saved")
    assert saved["recording_id"] == listed["id"]
    assert saved["call_control_id"] == carl
    assert saved["client_state"] == state("rec")
    assert (saved["format"], saved["channels"]) == ("mp3", "dual")
    assert saved["public_recording_urls"] == {}
    assert list(saved["recording_urls"]) == ["mp3"]
    assert {"from", "to"}.isdisjoint(saved)


def test_pauses_do_not_count(stage):
    carl, _ = stage.talk()
    stage.act(carl, "record_start", format="wav", channels="single")
    for action in ("record_pause", "record_resume", "record_pause", "record_stop"):
        stage.advance(4)
        stage.act(carl, action)
    stage.advance(2)
    (recording,) = stage.get("/recordings")
    assert recording["duration_millis"] == 8000
    assert "call.recording.saved" in stage.types()


def test_recording_before_the_answer_is_refused(stage):
    carl = stage.ring_in()
    body = {"format": "mp3", "channels": "dual"}
    assert stage.act_refused(carl, "record_start", **body) == (422, "90020")


def test_recording_says_format_and_channels(stage):
    carl = stage.caller()
    assert stage.act_refused(carl, "record_start", format="mp3") == (422, "10004")
    assert stage.act_refused(carl, "record_start", format="ogg", channels="dual") == (
        422,
        "10032",
    )


def test_two_recordings_of_one_call_are_two(stage):
    carl, _ = stage.talk()
    for fmt in ("mp3", "wav"):
        stage.act(carl, "record_start", format=fmt, channels="dual")
    ids = stage.leg(carl)["recording"]
    stage.advance(2)
    stage.act(carl, "record_stop", recording_id=ids[0])
    stage.advance(2)
    assert [one["id"] for one in stage.get("/recordings")] == [ids[0]]
    assert stage.act_refused(carl, "record_stop", recording_id=ids[0]) == (404, "10005")


def test_recording_stops_at_its_maximum_length(stage):
    carl, _ = stage.talk()
    stage.act(carl, "record_start", format="mp3", channels="dual", max_length=10)
    stage.advance(6)
    stage.act(carl, "record_pause")
    stage.advance(20)
    stage.act(carl, "record_resume")
    stage.advance(6)
    assert stage.get("/recordings")[0]["duration_millis"] == 10_000


def test_recording_from_the_answer_is_announced(stage):
    data = stage.ok(
        "POST", "/calls", to="+15550109999", connection_id=stage.app,
        record="record-from-answer", record_format="wav", **{"from": "+15550100100"},
    )  # fmt: skip
    stage.control(f"calls/{data['call_control_id']}/answer")
    stage.advance(3)
    stage.control(f"calls/{data['call_control_id']}/hangup")
    stage.advance(2)
    recording = stage.get(f"/recordings/{data['recording_id']}")
    assert recording["duration_millis"] == 3000
    assert recording["initiated_by"] == "DialVerb"


def test_answer_gives_the_id_of_its_recording(stage):
    carl = stage.ring_in()
    data = stage.act(carl, "answer", record="record-from-answer")
    stage.advance(3)
    stage.act(carl, "hangup")
    assert stage.get("/recordings")[0]["id"] == data["recording_id"]


def wav_of(stage, recording):
    answer = download(stage, recording["download_urls"]["wav"])
    assert answer.headers["content-type"] == "audio/wav"
    return wave.open(io.BytesIO(answer.body))


@pytest.mark.parametrize(("channels", "count"), [("single", 1), ("dual", 2)])
def test_wav_has_exactly_the_recorded_time(stage, channels, count):
    recording = recorded(stage, "wav", channels, secs=7)
    with wav_of(stage, recording) as file:
        assert file.getnchannels() == count
        assert file.getnframes() / file.getframerate() == pytest.approx(7, abs=0.001)


def test_recording_is_not_silent_and_its_channels_differ(stage):
    with wav_of(stage, recorded(stage, "wav", "dual", secs=20)) as file:
        frames = memoryview(file.readframes(file.getnframes())).cast("h")
    left, right = frames[0::2].tolist(), frames[1::2].tolist()
    assert left != right
    for channel in (left, right):
        assert math.sqrt(sum(v * v for v in channel) / len(channel)) > 500


def test_mp3_decodes_to_the_recorded_time(stage):
    recording = recorded(stage, "mp3", "dual", secs=12)
    answer = download(stage, recording["download_urls"]["mp3"])
    assert answer.headers["content-type"] == "audio/mpeg"
    with av.open(io.BytesIO(answer.body)) as file:
        stream = file.streams.audio[0]
        samples = sum(frame.samples for frame in file.decode(stream))
        assert stream.channels == 2
        assert samples / stream.rate == pytest.approx(12, abs=0.2)


def test_link_serves_ranges(stage):
    url = recorded(stage)["download_urls"]["wav"]
    whole = download(stage, url).body
    part = download(stage, url, Range="bytes=100-199")
    assert (part.status, part.body) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert download(stage, url, Range="bytes=-10").body == whole[-10:]
    beyond = download(stage, url, Range=f"bytes={len(whole)}-")
    assert beyond.status == 416


def test_link_expires_after_ten_minutes(stage):
    recording = recorded(stage)
    url = recording["download_urls"]["wav"]
    assert "X-Amz-Expires=600" in url
    stage.advance(599)
    assert download(stage, url).status == 200
    stage.advance(3)
    assert download(stage, url).status == 403
    fresh = stage.get(f"/recordings/{recording['id']}")["download_urls"]["wav"]
    assert download(stage, fresh).status == 200


def test_altered_link_is_refused(stage):
    url = recorded(stage)["download_urls"]["wav"]
    assert download(stage, url.replace("Expires=600", "Expires=9999")).status == 403
    assert download(stage, url.split("?")[0]).status == 403


def test_deleted_recording_is_gone(stage):
    recording = recorded(stage)
    path = f"/recordings/{recording['id']}"
    assert stage.ok("DELETE", path)["id"] == recording["id"]
    assert stage.refused("GET", path) == (404, "404")
    assert download(stage, recording["download_urls"]["wav"]).status == 404


def test_many_recordings_are_deleted_at_once(stage):
    ids = [recorded(stage)["id"] for _ in range(2)]
    path = "/recordings/actions/delete"
    assert stage.refused("POST", path, ids=[ids[0], "unknown"]) == (404, "404")
    assert stage.request("POST", path, ids=ids).json() == {"status": "ok"}
    assert stage.get("/recordings") == []


def test_recordings_are_filtered(stage):
    first, second = recorded(stage), recorded(stage)
    assert [one["id"] for one in stage.get("/recordings")] == [
        second["id"],
        first["id"],
    ]
    for name in ("call_control_id", "call_leg_id", "call_session_id"):
        found = stage.get(f"/recordings?filter[{name}]={first[name]}")
        assert [one["id"] for one in found] == [first["id"]]
    since = f"/recordings?filter[created_at][gte]={second['created_at']}"
    assert [one["id"] for one in stage.get(since)] == [second["id"]]


def test_conference_recording_belongs_to_its_creator(stage):
    conference, carl, _ = stage.conference()
    stage.room(conference, "record_start", format="wav")
    stage.advance(2)
    stage.room(conference, "record_pause")
    stage.advance(2)
    stage.room(conference, "record_resume")
    stage.advance(2)
    stage.room(conference, "record_stop")
    stage.advance(1.1)
    saved = stage.last("conference.recording.saved")
    assert saved["call_control_id"] == carl
    assert (saved["conference_id"], saved["channels"]) == (conference, "single")
    assert "call_leg_id" not in saved
    (recording,) = stage.get(f"/recordings?filter[conference_id]={conference}")
    assert (recording["source"], recording["duration_millis"]) == ("conference", 4000)


def test_end_of_the_conference_ends_its_recording(stage):
    conference, _, _ = stage.conference()
    stage.room(conference, "record_start", format="mp3")
    stage.advance(3)
    stage.room(conference, "end")
    stage.advance(1.1)
    assert stage.types()[-1] == "conference.recording.saved"


def test_hold_music_is_served_under_any_name():
    stage = Stage()
    for name, kind in (("hold.wav", "audio/wav"), ("calm.mp3", "audio/mpeg")):
        answer = download(stage, f"/media/{name}")
        assert answer.headers["content-type"] == kind
        with av.open(io.BytesIO(answer.body)) as file:
            assert file.duration / 1_000_000 == pytest.approx(16, abs=0.2)
    assert download(stage, "/media/hold.txt").status == 404
