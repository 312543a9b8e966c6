"""Listening and downloading: in ranges, by those who may, with a row for each."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from calls.models import Call, Leg
from recordings import archive
from recordings.models import Recording, RecordingAccess
from tests.factories import make_queue

CONTENT = bytes(range(256)) * 1000
STARTED = datetime(2026, 11, 21, 14, 2, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def make_recording(*people, **overrides) -> Recording:
    number = Call.objects.count() + 1
    call = Call.objects.create(
        call_session_id=f"session-{number}",
        from_number=overrides.pop("from_number", f"+1555000{number:04}"),
        to_number="+15550100100",
        queue_name=overrides.pop("queue_name", "Billing"),
        started_at=STARTED,
    )
    for user in people:
        Leg.objects.create(
            call=call,
            call_control_id=f"leg-{number}-{user.pk}",
            role="agent",
            user=user,
            initiated_at=STARTED,
            answered_at=STARTED,
        )
    given = {"state": "ready", "requested_at": STARTED, "started_at": STARTED}
    return Recording.objects.create(call=call, **given | overrides)


def make_archived(*people, **overrides) -> Recording:
    recording = make_recording(*people, **overrides)
    archive.folder().mkdir(exist_ok=True)
    recording.path = f"{recording.pk}.mp3"
    recording.sha256 = hashlib.sha256(CONTENT).hexdigest()
    recording.duration = timedelta(seconds=83)
    recording.save()
    archive.file_of(recording).write_bytes(CONTENT)
    return recording


def get(user, address, **headers):
    client = AsyncClient()
    client.force_login(user)
    response = async_to_sync(client.get)(address, headers=headers)
    response.body = async_to_sync(_body)(response)
    return response


async def _body(response) -> bytes:
    if not response.streaming:
        return bytes(response.content)
    return b"".join([chunk async for chunk in response])


def audio(recording) -> str:
    return f"/recordings/{recording.pk}/audio"


def test_audio_is_sent_whole(cast):
    recording = make_archived(cast.ana)

    response = get(cast.ana, audio(recording))

    assert (response.status_code, response.body) == (200, CONTENT)
    assert response["Content-Type"] == "audio/mpeg"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(CONTENT))


def test_audio_is_sent_in_one_range(cast):
    recording = make_archived(cast.ana)

    response = get(cast.ana, audio(recording), range="bytes=70000-140000")

    assert response.status_code == 206
    assert response.body == CONTENT[70000:140001]
    assert response["Content-Range"] == f"bytes 70000-140000/{len(CONTENT)}"
    assert response["Content-Length"] == "70001"


def test_audio_outside_of_the_file_is_not_satisfiable(cast):
    recording = make_archived(cast.ana)

    response = get(cast.ana, audio(recording), range="bytes=999999-")

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(("tag", "status"), [("same", 206), ("other", 200)])
def test_if_range_sends_the_rest_of_the_same_file_only(cast, tag, status):
    recording = make_archived(cast.ana)
    etag = {"same": f'"{recording.sha256}"', "other": '"other"'}[tag]

    response = get(cast.ana, audio(recording), range="bytes=5-", **{"if-range": etag})

    assert response.status_code == status


def test_known_file_is_not_sent_again(cast):
    recording = make_archived(cast.ana)
    headers = {"if-none-match": f'"{recording.sha256}"'}

    assert get(cast.ana, audio(recording), **headers).status_code == 304


def test_audio_is_forbidden_to_agents_of_other_calls(cast):
    recording = make_archived(cast.ana)

    assert get(cast.ben, audio(recording)).status_code == 404
    assert get(cast.eve, audio(recording)).status_code == 403
    assert not RecordingAccess.objects.exists()


@pytest.mark.parametrize("state", ["recording", "processing", "failed"])
def test_audio_that_is_not_there_yet_is_not_found(cast, state):
    recording = make_recording(cast.ana, state=state)

    assert get(cast.sofia, audio(recording)).status_code == 404


def test_audio_whose_file_is_missing_is_not_found(cast):
    recording = make_archived(cast.ana)
    archive.file_of(recording).unlink()

    assert get(cast.sofia, audio(recording)).status_code == 404


def test_listening_in_many_ranges_is_one_access(cast):
    recording = make_archived(cast.ana)

    for first in (0, 1000, 2000):
        get(cast.sofia, audio(recording), range=f"bytes={first}-")
    get(cast.ana, audio(recording))

    accesses = RecordingAccess.objects.values_list("user__username", "is_download")
    assert sorted(accesses) == [("ana", False), ("sofia", False)]


def test_download_has_a_name_of_ours_and_an_access(cast):
    recording = make_archived(cast.ana, from_number="+1555/../../evil")

    response = get(cast.sofia, f"/recordings/{recording.pk}/download")

    assert response.body == CONTENT
    assert response["Content-Disposition"] == (
        f'attachment; filename="2026-11-21_140211_Billing_Ana_{recording.call_id}.mp3"'
    )
    assert RecordingAccess.objects.get().is_download is True


@pytest.mark.parametrize("what", ["audio", "download"])
def test_asking_for_the_head_is_no_access(cast, client, what):
    recording = make_archived(cast.ana)
    client.force_login(cast.sofia)

    response = client.head(f"/recordings/{recording.pk}/{what}")

    assert int(response["Content-Length"]) == len(CONTENT)
    assert not RecordingAccess.objects.exists()


def test_list_shows_agents_their_own_calls_only(cast, client):
    own, other = make_archived(cast.ana), make_archived(cast.ben)

    client.force_login(cast.ana)
    page = client.get("/recordings/").content.decode()

    assert audio(own) in page
    assert audio(other) not in page


def test_list_shows_supervisors_everything(cast, client):
    recordings = [make_archived(cast.ana), make_recording(state="processing")]

    client.force_login(cast.sofia)
    page = client.get("/recordings/").content.decode()

    assert audio(recordings[0]) in page
    assert "Processing" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("number=0002", 1),
        ("first_day=2026-11-22", 0),
        ("last_day=2026-11-21", 2),
        ("queue_name=Support", 1),
        ("state=processing", 0),
        ("state=ready&number=555000", 2),
    ],
)
def test_list_is_filtered(cast, client, query, count):
    make_queue("Support")
    make_archived(cast.ana)
    make_archived(cast.ben, queue_name="Support")

    client.force_login(cast.sofia)
    response = client.get(f"/recordings/?{query}")

    assert response.status_code == 200
    assert response.content.decode().count('<tr id="recording-') == count


def test_list_rejects_a_filter_that_makes_no_sense(cast, client):
    client.force_login(cast.sofia)
    response = client.get("/recordings/?first_day=2026-11-22&last_day=2026-11-01")

    assert response.status_code == 422
    assert b"This day is before the first one." in response.content


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_many_rows(
    cast, client, count, django_assert_num_queries
):
    for _ in range(count):
        make_archived(cast.ana)
    client.force_login(cast.sofia)

    with django_assert_num_queries(17):
        client.get("/recordings/?state=ready")
