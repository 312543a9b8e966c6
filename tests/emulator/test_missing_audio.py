"""A file that does not exist: refused where it is needed at once, else reported."""

import pytest

from tests.emulator.stage import ANA, NUMBER

FILE = "http://shop.test/gone.mp3"
IN_ROOMS = [
    ("play", {"audio_url": FILE}),
    ("hold", {"audio_url": FILE}),
    ("hold", {"media_name": FILE}),
    ("gather_using_audio", {"audio_url": FILE}),
    ("join", {"hold_audio_url": FILE}),
]


@pytest.fixture(autouse=True)
def gone(stage):
    stage.control("media", name=FILE, missing=True)


@pytest.mark.parametrize("name", ["audio_url", "media_name"])
def test_dial_does_not_ring_with_a_missing_file(stage, name):
    body = {"connection_id": stage.app, "from": NUMBER, "to": ANA, name: FILE}
    assert stage.refused("POST", "/calls", **body) == (400, "90040")
    stage.advance(5)
    assert "call.initiated" not in stage.types()


@pytest.mark.parametrize(("action", "body"), IN_ROOMS)
def test_conference_does_not_know_a_missing_file(stage, action, body):
    carl = stage.caller()
    made = stage.ok("POST", "/conferences", call_control_id=carl, name="room")
    if action in {"join", "gather_using_audio"}:
        body = {**body, "call_control_id": carl}
    path = f"/conferences/{made['id']}/actions/{action}"
    assert stage.refused("POST", path, **body) == (404, "10005")


def test_conference_does_not_begin_with_a_missing_file(stage):
    body = {"call_control_id": stage.caller(), "name": "room", "hold_audio_url": FILE}
    assert stage.refused("POST", "/conferences", **body) == (404, "10005")
    assert stage.get("/conferences") == []


@pytest.mark.parametrize("path", ["/recordings", "/recordings/x"])
def test_recordings_have_the_status_as_their_code(stage, path):
    answer = stage.emulator.handle("GET", "/v2" + path, {}, b"")
    assert (answer.status, answer.json()["errors"][0]["code"]) == (401, "401")
