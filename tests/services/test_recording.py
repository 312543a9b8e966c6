"""A conversation is recorded, and downloaded from the other web process."""

import hashlib

import pytest

from tests.services.plant import eventually
from tests.services.stories import caller_waits, picks

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]


def test_a_conversation_is_recorded_and_downloaded_elsewhere(plant, staff):
    carl = caller_waits(plant, "Carl Recorded")
    picks(plant, staff["ana"], "agent1", carl)
    call = plant.call_of(carl.leg)
    states = "SELECT state FROM recordings_recording WHERE call_id = %s"
    recording = "SELECT id FROM recordings_recording WHERE call_id = %s"

    staff["ana"].press(f"/recordings/start/{call}/")
    eventually(lambda: plant.value(states, call) == "recording")
    pk = plant.value(recording, call)
    for act, state in (("pause", "paused"), ("resume", "recording")):
        staff["ana"].press(f"/recordings/{pk}/{act}/")
        eventually(lambda state=state: plant.value(states, call) == state)
    staff["sofia"].press(f"/recordings/{pk}/stop/")
    eventually(lambda: plant.value(states, call) == "ready", 30)

    answer = staff["adam"].http.get(f"/recordings/{pk}/download")
    assert answer.status_code == 200
    digest = hashlib.sha256(answer.content).hexdigest()
    kept = "SELECT sha256 FROM recordings_recording WHERE id = %s"
    assert plant.value(kept, pk) == digest
    part = staff["adam"].http.get(
        f"/recordings/{pk}/audio", headers={"Range": "bytes=0-99"}
    )
    assert (part.status_code, part.content) == (206, answer.content[:100])
    assert "Carl Recorded" in staff["adam"].page("/recordings/")
