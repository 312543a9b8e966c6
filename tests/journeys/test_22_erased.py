"""Carl asks what is kept of him, and to be erased: nothing of ours names him any more."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.test import Client

from audit.models import AuditRow
from calls.models import Call
from conferences.models import Participant
from privacy import caller as callers
from privacy.actions import rules
from queues.models import Queue, QueueEntry
from queues.queries import counts_since, definitions_of, midnight_before
from recordings.models import Recording
from tests.conferences.stage import Stage
from tests.journeys.test_21_kept_no_longer import over
from tests.people.pages import text

CARL = "+14155550123"
NAME = "Carl Meyer"
PAGE = "/settings/caller/"


@pytest.fixture
def stage(world, cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(world, cast)


@pytest.fixture
def admin(stage) -> Client:
    client = Client()
    client.force_login(stage.cast.adam)
    return client


def call_of_carl(stage) -> Call:
    call = stage.talk(from_=CARL, caller_name=NAME)
    stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/")
    stage.world.run(2)
    stage.room(call)
    return over(stage, call)


def tables_that_name(*words: str) -> set[str]:
    """Return every table of the product in which one of some words is written."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            said = " ".join(
                bytes(value).decode("utf-8", "replace")
                if isinstance(value, bytes | memoryview)
                else str(value)
                for value in row
            )
            if any(word in said for word in words):
                found.add(model._meta.label)
    return found


def test_all_of_carl_is_shown_given_to_him_and_erased(stage, admin):
    call = call_of_carl(stage)
    assert tables_that_name(CARL, NAME) >= {"calls.Call", "callcontrol.Event"}
    waits = QueueEntry.objects.count()

    # However the number is written.
    for typed in (CARL, "(415) 555-0123", "001 415 555 0123"):
        page = text(admin.post(PAGE, {"number": typed}))
        assert f"Call {call.pk}" in page, typed
    assert NAME in page
    assert "Recordings1," in page

    file = admin.post(f"{PAGE}file/", {"number": CARL})
    whole = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))
    [told] = json.loads(whole.read("calls.json"))
    assert (told["from"], told["name"], len(told["waits"])) == (CARL, NAME, 1)
    names = whole.namelist()
    [sound] = [name for name in names if name.startswith("recordings/")]
    assert whole.read(sound)
    assert any(
        CARL.encode() in whole.read(n) for n in names if n.startswith("webhooks")
    )

    answer = text(admin.post(f"{PAGE}erase/", {"number": CARL}))
    assert "What stays, and why" in answer
    assert tables_that_name(CARL, NAME, "415 555 0123", "415-555-0123") == set()
    assert list((Path(django_settings.DATA_DIR) / "recordings").iterdir()) == []
    assert (Recording.objects.get().state, waits) == (
        "removed",
        QueueEntry.objects.count(),
    )
    assert Participant.objects.filter(label="Caller").exists()
    for address in (f"/calls/{call.pk}/", "/calls/", "/recordings/", "/board/"):
        assert admin.get(address).status_code == 200, address
    told = AuditRow.objects.filter(kind="caller").values_list("action", "new")
    assert sorted(told) == [("erased", str(call.pk)), ("exported", str(call.pk))]


def test_figures_are_what_they_were(stage, admin):
    call_of_carl(stage)
    before = figures(stage)
    admin.post(f"{PAGE}erase/", {"number": CARL})
    assert figures(stage) == before
    assert before


def figures(stage) -> str:
    return repr(
        counts_since(
            midnight_before(stage.world.now),
            definitions_of(Queue.objects.all()),
        )
    )


def test_others_are_left_alone(stage, admin):
    call_of_carl(stage)
    stage.world.run(40)
    other = stage.talk(from_="+14155550199", caller_name="Eva")
    admin.post(f"{PAGE}erase/", {"number": CARL})
    assert Call.objects.get(pk=other.pk).from_number == "+14155550199"
    assert callers.find("+14155550199").names == ("Eva",)


def test_who_is_on_a_call_is_erased_when_it_has_ended(stage, admin):
    call = stage.talk(from_=CARL)
    answer = admin.post(f"{PAGE}erase/", {"number": CARL})
    assert answer.status_code == 422
    assert "They are on a call now" in text(answer)
    assert Call.objects.get(pk=call.pk).from_number == CARL


def test_call_that_is_held_stays_whole_and_is_said(stage, admin):
    held = call_of_carl(stage)
    stage.world.run(40)
    free = stage.talk(from_=CARL)
    stage.world.act(free.legs.get(role="customer").call_control_id, "hangup")
    stage.world.run_until(
        Call.objects.filter(pk=free.pk, ended_at__isnull=False).exists
    )
    rules.place_hold(held, "A complaint", by=stage.cast.adam, now=stage.world.now)
    answer = text(admin.post(f"{PAGE}erase/", {"number": CARL}))
    assert "1 call is held for legal reasons" in answer
    assert Call.objects.get(pk=held.pk).from_number == CARL
    assert Call.objects.get(pk=free.pk).from_number == ""
    assert Recording.objects.get().state == "ready"


def test_nothing_is_kept_of_a_stranger(stage, admin):
    page = text(admin.post(PAGE, {"number": "+14155550177"}))
    assert "Nothing is kept of this number" in page
    answer = admin.post(f"{PAGE}erase/", {"number": "+14155550177"})
    assert answer.status_code == 422
