"""A month later the job lets go of Carl's call, unless it is held; figures go on."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings

from agents.models import AgentStateChange, StateChoice
from audit.models import AuditRow
from callcontrol.models import Command, Event
from calls.models import Call
from calls.states import LegRole
from conferences.models import Supervision
from live.refusals import Refused
from privacy.actions import deleting, rules
from privacy.models import DeletionRun
from privacy.states import Purpose
from queues.models import QueueEntry
from recordings.models import Recording
from tests.conferences.stage import Stage
from tests.journeys.test_6_conference import bring_in_guest
from tests.support.tables import APPS_OF_CALLS

MONTH = timedelta(days=31)


@pytest.fixture
def stage(world, cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(world, cast)


@pytest.fixture
def call(stage) -> Call:
    """Talk, record, hang up."""
    call = stage.talk()
    stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/")
    stage.world.run(2)
    return over(stage, call)


def over(stage, call: Call) -> Call:
    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run_until(lambda: Recording.objects.filter(state="ready").exists())
    calls = Call.objects.filter(pk=call.pk, ended_at__isnull=False)
    stage.world.run_until(calls.exists)
    return calls.get()


def call_with_company(stage) -> Call:
    """Talk, record, listen in, make a room with a guest, and end it."""
    call = stage.talk()
    stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/")
    stage.world.run(2)
    stage.post(stage.cast.sofia, f"/conferences/supervise/{call.pk}/", role="monitor")
    stage.world.run_until(Supervision.objects.filter(state="active").exists)
    room = stage.room(call)
    bring_in_guest(stage, room)
    stage.post(stage.cast.ana, f"/conferences/{room.pk}/end/")
    stage.world.run_until(Recording.objects.filter(state="ready").exists)
    calls = Call.objects.filter(pk=call.pk, ended_at__isnull=False)
    stage.world.run_until(calls.exists)
    return calls.get()


def keep(days: int | None, *purposes: Purpose) -> None:
    chosen = purposes or tuple(Purpose)
    rules.save_periods({(one.value, None): days for one in chosen})


def run(at) -> DeletionRun:
    made = deleting.start(by=None, now=at)
    while deleting.advance(now=at):
        pass
    made.refresh_from_db()
    return made


def removed(made: DeletionRun) -> dict[str, int]:
    return dict(made.steps.values_list("purpose", "removed"))


def audio() -> list[Path]:
    return list((Path(django_settings.DATA_DIR) / "recordings").iterdir())


def rows_of_calls() -> dict[str, int]:
    """Return the tables of the apps of calls that have rows, with how many."""
    models = [
        model
        for app in APPS_OF_CALLS
        for model in apps.get_app_config(app).get_models()
    ]
    counts = {model._meta.label: model._base_manager.count() for model in models}
    return {label: count for label, count in counts.items() if count}


def test_nothing_goes_before_somebody_says_for_how_long(stage, call):
    with pytest.raises(Refused, match="Nothing has an end"):
        deleting.start(by=None, now=stage.world.now + MONTH)
    keep(None)
    deleting.start_when_due(now=stage.world.now + MONTH)
    assert not DeletionRun.objects.exists()


def test_whole_call_goes_with_everything_that_hangs_on_it(stage):
    call = call_with_company(stage)
    keep(30)
    before = len(audio())
    made = run(stage.world.now + MONTH)
    # What stays is what is set, what was asked for no call, and counts without names.
    assert rows_of_calls() == {
        "queues.IntervalCount": 1,
        "queues.Queue": 1,
        "queues.Membership": 2,
        "queues.InboundRoute": 1,
    }
    assert (before, audio()) == (1, [])
    assert removed(made)["calls"] == 1
    assert not Event.objects.exists()
    assert not Command.objects.filter(call_id=call.pk).exists()
    assert made.ended_at


def test_what_is_newer_stays(stage, call):
    keep(30)
    before = rows_of_calls()
    made = run(stage.world.now + timedelta(days=29))
    assert set(removed(made).values()) == {0}
    assert rows_of_calls() == before


def test_each_purpose_by_itself(stage, call):
    entries = QueueEntry.objects.count()
    keep(30, Purpose.AUDIO, Purpose.WEBHOOKS, Purpose.COMMANDS, Purpose.NOTES)
    run(stage.world.now + MONTH)
    recording = Recording.objects.get()
    assert (recording.state, recording.path, audio()) == ("removed", "", [])
    assert not Event.objects.exists()
    assert set(Command.objects.values_list("kind", flat=True)) == {"call.dial"}
    assert not call.notes.exists()
    assert (Call.objects.count(), QueueEntry.objects.count()) == (1, entries)
    for page in (
        f"/calls/{call.pk}/",
        "/calls/",
        "/recordings/",
        "/callcontrol/events/",
    ):
        assert stage.get(stage.cast.adam, page).status_code == 200, page
    assert (
        stage.get(stage.cast.sofia, f"/recordings/{recording.pk}/audio").status_code
        == 404
    )


def test_call_that_is_held_stays_whole_until_the_hold_is_lifted(stage, call):
    keep(30)
    later = stage.world.now + MONTH
    rules.place_hold(call, "A complaint", by=stage.cast.adam, now=later)
    before = rows_of_calls()
    made = run(later)
    assert {**removed(made), "states": 0}.items() >= {
        "calls": 0,
        "audio": 0,
        "notes": 0,
    }.items()
    assert (rows_of_calls(), len(audio())) == (before, 1)
    rules.lift_hold(call, by=stage.cast.adam, now=later)
    assert removed(run(later))["calls"] == 1
    assert not Call.objects.exists()


def test_queue_may_keep_its_own_for_longer(stage, call):
    queue = QueueEntry.objects.get().queue
    periods = {(one.value, None): 30 for one in Purpose}
    rules.save_periods({**periods, ("calls", queue.pk): 90})
    run(stage.world.now + MONTH)
    assert Call.objects.exists()
    assert not Event.objects.exists()
    run(stage.world.now + timedelta(days=91))
    assert not Call.objects.exists()


def test_shorter_period_takes_effect_on_what_was_passed_by(stage, call):
    later = stage.world.now + MONTH
    keep(30, Purpose.NOTES)
    run(later)
    keep(40, Purpose.CALLS)
    run(later)
    assert Call.objects.exists()
    keep(20, Purpose.CALLS)
    run(later)
    assert not Call.objects.exists()


def test_agent_keeps_the_present_state(stage, call):
    keep(30, Purpose.STATES)
    ana = stage.ana
    ana.refresh_from_db()
    run(stage.world.now + MONTH)
    assert AgentStateChange.objects.filter(agent=ana).count() == 1
    assert StateChoice.objects.filter(agent=ana).count() <= 1
    state = ana.state
    stage.post(
        stage.cast.sofia, f"/agents/{ana.pk}/state/", state="not_ready", reason="Lunch"
    )
    ana.refresh_from_db()
    assert (state, ana.state) != (ana.state, state)


def test_audit_tells_what_went(stage, call):
    keep(30)
    run(stage.world.now + MONTH)
    told = AuditRow.objects.filter(kind="retention", action="deleted")
    assert {row.actor_name for row in told} == {"the deletion job"}
    words = dict(told.values_list("subject_name", "new"))
    assert words["Calls"].startswith("1 removed")
    assert "of audio" in words["Audio of recordings"]


def test_work_goes_on_afterwards(stage, call):
    stage.world.run(40)
    keep(30)
    run(stage.world.now + MONTH)
    again = stage.talk()
    assert again.pk != call.pk


def test_two_cannot_run_at_once(stage):
    keep(30)
    deleting.start(by=None, now=stage.world.now)
    with pytest.raises(Refused, match="at work already"):
        deleting.start(by=None, now=stage.world.now)


def test_night_starts_one_run_a_day(stage):
    keep(30)
    night = (stage.world.now + MONTH).replace(hour=3, minute=1)
    for hours in (0, 1, 23, 24, 25):
        deleting.start_when_due(now=night + timedelta(hours=hours))
        while deleting.advance(now=night):
            pass
    assert DeletionRun.objects.count() == 2
