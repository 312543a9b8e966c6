"""What Telnyx has saved becomes a file of ours, once, whole and checked."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from calls.states import LegRole
from provider.client.recordings import Recordings
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


@pytest.mark.parametrize("ahead", [-60, 60])
@pytest.mark.parametrize("lost", [[], ["call.recording.saved"]])
def test_times_are_of_our_clock_whoever_told_them(stage, ahead, lost):
    """The webhook, or, when that was lost, Telnyx's list of recordings."""
    stage.world.set_clock_ahead(ahead)
    call = stage.talk()
    stage.world.weather(drop={"probability": 1, "events": lost} if lost else 0)
    begun = stage.world.now
    record(stage, call)
    ended = stage.world.now
    stage.world.run_until(is_ready(), within=120)

    recording = Recording.objects.get()
    near = timedelta(seconds=2)
    assert abs(recording.started_at - begun) < near
    assert abs(recording.ended_at - ended) < near


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


BROKEN = [
    "https://[::1",
    "https://store.s3.amazonaws.com:99999/a.mp3",
    "https://" + "a" * 64 + ".amazonaws.com/a.mp3",
    "https://a..amazonaws.com/a.mp3",
    "https://\x00",
    "https://\ud800",
    "https://127.0.0.1/a.mp3",
    "ftp://store.s3.amazonaws.com/a.mp3",
    "a" * 70_000,
    "",
    17,
    ["https://store.s3.amazonaws.com/a.mp3"],
]


@pytest.mark.parametrize("link", BROKEN, ids=range(len(BROKEN)))
def test_broken_link_is_the_matter_of_its_own_recording(stage, call, monkeypatch, link):
    """Three are due in one sweep; Telnyx gives a link to the first that is none."""
    away = {"kind": "status", "operation": "recordings.retrieve", "status": 503}
    stage.world.control("faults", api=[{**away, "count": 999}])
    for _ in range(3):
        record(stage, call, seconds=2)
        stage.world.run(2)
    stage.world.control("faults", api=[])
    first = Recording.objects.order_by("pk")[0]
    give_link(monkeypatch, recording_id=first.recording_id, link=link)

    tasks.sweep_at(stage.world.now + timedelta(minutes=5))

    states = list(Recording.objects.order_by("pk").values_list("state", flat=True))
    assert states[1:] == ["ready", "ready"]
    first.refresh_from_db()
    assert first.state != "ready"
    assert first.failure


def give_link(monkeypatch, *, recording_id, link):
    """Let Telnyx's answer about one recording hold this in the place of its link."""
    real = Recordings.retrieve

    def retrieve(self, asked_id):
        answer = real(self, asked_id)
        if asked_id != recording_id:
            return answer
        return replace(answer, download_urls={"mp3": link})

    monkeypatch.setattr(Recordings, "retrieve", retrieve)


def test_our_own_mistake_stops_no_sweep_and_is_told(stage, call, monkeypatch, caplog):
    def fail(url, target):
        raise ZeroDivisionError

    monkeypatch.setattr(download, "download", fail)
    record(stage, call, seconds=2)
    stage.world.run(3)

    recording = Recording.objects.get()
    assert (recording.state, recording.archive_attempts) == ("processing", 1)
    assert recording.failure == "Something went wrong here; the log says what."
    assert "ZeroDivisionError" in caplog.text


def test_recording_whose_saved_event_is_lost_is_found_in_telnyxs_list(stage, call):
    saved = "call.recording.saved"
    stage.world.weather(drop={"probability": 1, "events": [saved]})
    record(stage, call)
    stage.world.run_until(is_ready(), within=20)


def test_what_telnyx_does_not_have_yet_is_looked_for_less_and_less_often(stage, call):
    ended_at = stage.world.now
    Recording.objects.create(
        call=call,
        leg=stage.leg(call, LegRole.CUSTOMER),
        state=RecordingState.PROCESSING,
        requested_at=ended_at,
        ended_at=ended_at,
    )
    seconds = []
    for second in range(0, 1200, 5):
        tasks.sweep_at(ended_at + timedelta(seconds=second))
        look_at = Recording.objects.get().look_at
        if look_at and (look_at - ended_at).total_seconds() not in seconds:
            seconds.append((look_at - ended_at).total_seconds())
    pauses = [after - before for before, after in pairwise(seconds)]
    assert seconds[0] == 20
    assert pauses == sorted(pauses)
    assert max(pauses) <= 305


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
