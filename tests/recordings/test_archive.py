"""What Telnyx has saved becomes a file of ours, once, whole and checked."""

import hashlib
from datetime import timedelta

import pytest

from calls.states import LegRole
from recordings import archive, download, tasks
from recordings.models import Recording
from recordings.states import RecordingState


@pytest.fixture
def call(stage):
    return stage.talk()


def record(stage, call, seconds=5):
    """Record for a while; return when Telnyx was asked to stop."""
    stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/")
    stage.world.run(seconds)
    newest = Recording.objects.order_by("-pk")[0]
    stage.post(stage.cast.ana, f"/recordings/{newest.pk}/stop/")


def is_ready(count=1):
    rows = Recording.objects.filter(state=RecordingState.READY)
    return lambda: rows.count() == count


def test_saved_recording_is_archived_with_size_and_checksum(stage, call):
    record(stage, call)
    stage.world.run_until(is_ready())

    recording = Recording.objects.get()
    content = archive.file_of(recording).read_bytes()
    assert recording.path == f"{recording.pk}.mp3"
    assert recording.size_bytes == len(content) > 1000
    assert recording.sha256 == hashlib.sha256(content).hexdigest()
    assert abs(recording.duration - timedelta(seconds=5)) < timedelta(seconds=1)
    assert not list(archive.folder().glob("*.part"))


def test_wav_is_archived_when_the_setting_says_so(stage, call, settings):
    settings.RECORDING_FORMAT = "wav"

    record(stage, call)
    stage.world.run_until(is_ready())

    recording = Recording.objects.get()
    assert recording.path == f"{recording.pk}.wav"
    assert archive.file_of(recording).read_bytes()[:4] == b"RIFF"


def test_pause_is_not_part_of_the_length(stage, call):
    stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/")
    stage.world.run(4)
    recording = Recording.objects.get()
    stage.post(stage.cast.ana, f"/recordings/{recording.pk}/pause/")
    stage.world.run(20)
    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run_until(is_ready())

    recording.refresh_from_db()
    assert recording.duration < timedelta(seconds=6)


def test_two_recordings_of_a_leg_are_told_apart(stage, call):
    record(stage, call, seconds=3)
    stage.world.run(5)
    record(stage, call, seconds=8)
    stage.world.run_until(is_ready(2))

    first, second = Recording.objects.order_by("pk")
    assert first.duration < timedelta(seconds=5) < second.duration
    assert first.sha256 != second.sha256


def test_recording_started_elsewhere_is_adopted(stage, call):
    stage.world.emulator.handle(
        "POST",
        f"/v2/calls/{stage.leg(call, LegRole.CUSTOMER).call_control_id}"
        "/actions/record_start",
        {"authorization": "Bearer KEY_EMULATOR", "content-type": "application/json"},
        b'{"channels": "single", "format": "mp3"}',
    )
    stage.world.run(3)
    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run_until(is_ready())

    recording = Recording.objects.get()
    assert (recording.call, recording.requested_by) == (call, None)
    assert recording.channels == "single"


def test_saved_event_that_never_comes_is_made_up_for(stage, call):
    stage.world.weather(drop={"probability": 1, "events": ["call.recording.*"]})

    record(stage, call)
    stage.world.run(20)
    assert Recording.objects.get().state == "processing"
    stage.world.run_until(is_ready(), within=90)


def test_recording_that_telnyx_never_had_is_given_up(stage, call):
    recording = Recording.objects.create(
        call=call,
        leg=stage.leg(call, LegRole.CUSTOMER),
        state=RecordingState.PROCESSING,
        requested_at=stage.world.now,
        ended_at=stage.world.now,
    )

    tasks.sweep_at(stage.world.now + timedelta(hours=2))

    recording.refresh_from_db()
    assert (recording.state, recording.failure) == (
        "failed",
        "Telnyx never delivered it.",
    )


def test_error_event_fails_the_recording_with_its_reason(stage, call):
    stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/")
    stage.world.run(1)
    customer = stage.leg(call, LegRole.CUSTOMER)

    saving_error(customer, stage.world.now)

    assert Recording.objects.get().state == "failed"
    assert "storage" in Recording.objects.get().failure


def saving_error(leg, now):
    tasks.saving.note_error(
        leg=leg, words="Telnyx could not keep it: no storage", now=now
    )


def test_trouble_is_tried_again_later(stage, call):
    away = {"kind": "status", "operation": "recordings.retrieve", "status": 503}
    stage.world.control("faults", api=[{**away, "count": 2}])

    record(stage, call)
    stage.world.run(3)
    recording = Recording.objects.get()
    assert (recording.state, recording.archive_attempts) == ("processing", 1)
    assert recording.failure == "Telnyx could not be asked for it."

    stage.world.run_until(is_ready(), within=60)
    assert Recording.objects.get().failure == ""


def test_expired_link_is_asked_for_once_more(stage, call, monkeypatch):
    links = []
    real = download.download

    def first_too_late(url, target):
        links.append(url)
        if len(links) == 1:
            raise download.LinkExpired("too late")
        return real(url, target)

    monkeypatch.setattr(download, "download", first_too_late)
    record(stage, call)
    stage.world.run_until(is_ready())

    assert len(links) == 2


def test_many_failures_are_final(stage, call):
    away = {"kind": "status", "operation": "recordings.retrieve", "status": 404}
    stage.world.control("faults", api=[{**away, "count": 999}])
    record(stage, call)
    stage.world.run(3)

    now = stage.world.now
    for _ in range(12):
        now += timedelta(minutes=15)
        tasks.sweep_at(now)

    recording = Recording.objects.get()
    assert recording.state == "failed"
    assert recording.failure.startswith("Telnyx does not give it")


def test_fetch_again_begins_anew_with_what_failed(stage, call):
    away = {"kind": "status", "operation": "recordings.retrieve", "status": 404}
    stage.world.control("faults", api=[{**away, "count": 1}])
    record(stage, call)
    stage.world.run(3)
    Recording.objects.update(state=RecordingState.FAILED, archive_retry_at=None)
    path = f"/recordings/{Recording.objects.get().pk}/fetch/"

    assert stage.post(stage.cast.ana, path).status_code == 403
    assert stage.post(stage.cast.sofia, path).status_code == 204
    stage.world.run_until(is_ready())

    assert stage.post(stage.cast.sofia, path).status_code == 409
