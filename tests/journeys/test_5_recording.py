"""Ana records Carl, pauses for his card number, goes on, stops; Sofia listens to it."""

import hashlib
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from calls.states import LegRole
from recordings.models import Recording, RecordingAccess
from recordings.queries import people_of, with_people
from tests.conferences.stage import Stage

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def stage(world, cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(world, cast)


def press(stage, user, verb):
    path = f"/recordings/{Recording.objects.get().pk}/{verb}/"
    assert stage.post(user, path).status_code == 204


def truth(stage):
    [recording] = stage.world.truth()["recordings"]
    return recording["state"]


def is_ready():
    return Recording.objects.filter(state="ready").exists()


def download(user, recording):
    client = AsyncClient()
    client.force_login(user)

    async def fetch():
        response = await client.get(f"/recordings/{recording.pk}/download")
        body = b"".join([chunk async for chunk in response])
        return response.status_code, response["Content-Disposition"], body

    return async_to_sync(fetch)()


def record(stage):
    """Start, pause for 5 s, resume, stop: what each moment is shown as must be so."""
    call = stage.talk()
    assert (
        stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/").status_code == 204
    )
    stage.world.run(4)
    assert (Recording.objects.get().state, truth(stage)) == ("recording", "recording")
    press(stage, stage.cast.ana, "pause")
    stage.world.run(5)
    assert (Recording.objects.get().state, truth(stage)) == ("paused", "paused")
    press(stage, stage.cast.sofia, "resume")
    stage.world.run(4)
    assert (Recording.objects.get().state, truth(stage)) == ("recording", "recording")
    return call


def test_recording_is_archived_and_downloaded(stage):
    record(stage)
    press(stage, stage.cast.ana, "stop")
    stage.world.run_until(is_ready)

    recording = with_people(Recording.objects.all()).get()
    status, name, body = download(stage.cast.sofia, recording)

    assert status == 200
    assert hashlib.sha256(body).hexdigest() == recording.sha256
    assert f"_Billing_Ana_{recording.call_id}.mp3" in name
    assert people_of(recording) == ["Ana"]
    assert timedelta(seconds=7) < recording.duration < timedelta(seconds=10)
    assert RecordingAccess.objects.get().user == stage.cast.sofia


def test_hang_up_saves_the_recording_as_well(stage):
    call = record(stage)
    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run_until(is_ready)
    stage.world.run(5)

    assert Recording.objects.count() == 1
    assert len(stage.world.commands("recordings.retrieve")) <= 1


def test_screens_follow_from_the_button_to_the_list(stage, screen):
    desk = screen(stage.cast.ana, "desk")
    board = screen(stage.cast.sofia, "board")
    found = screen(stage.cast.sofia, "recordings")
    record(stage)
    desk.assert_equals_reload()
    board.assert_equals_reload()

    press(stage, stage.cast.ana, "stop")
    stage.world.run_until(is_ready)

    for open_screen in (desk, board, found):
        open_screen.assert_equals_reload()
    assert f"/recordings/{Recording.objects.get().pk}/download" in found.html


def test_recording_of_another_agents_call_stays_closed(stage):
    record(stage)
    press(stage, stage.cast.ana, "stop")
    stage.world.run_until(is_ready)

    path = f"/recordings/{Recording.objects.get().pk}/download"
    assert stage.get(stage.cast.ben, path).status_code == 404
