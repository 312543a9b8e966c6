import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from callcontrol import applier
from callcontrol.applying import MOST_ATTEMPTS, apply_one, apply_run
from callcontrol.inbox import Delivery, store
from callcontrol.models import Command, Event
from callcontrol.states import EventState
from tests.callcontrol.routes import routes_with
from tests.support.signing import body_of

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("each_database")


def received(*ids, event_type="call.initiated", **changes):
    bodies = [body_of(event_type, id=event_id, **changes) for event_id in ids]
    return store(
        [
            Delivery(raw=raw, signature="", signed_at="", received_at=NOW)
            for raw in bodies
        ]
    )


def state_of(event_id):
    return EventState(Event.objects.get(event_id=event_id).state)


def test_a_run_is_applied_in_order_and_once(applied):
    run = received("e1", "e2", "e3")

    apply_run(run, now=NOW)
    apply_run(run, now=NOW)

    assert applied.ids == ["e1", "e2", "e3"]
    row = Event.objects.get(event_id="e2")
    assert (row.state, row.applied_at) == (EventState.APPLIED, NOW)
    assert row.handling_ms is not None


def test_an_ignored_and_an_unknown_type_are_told_apart(applied):
    run = received("e1", event_type="call.cost") + received("e2", event_type="call.new")

    apply_run(run, now=NOW)

    assert (state_of("e1"), state_of("e2")) == (EventState.IGNORED, EventState.UNKNOWN)
    assert applied.ids == []


def test_what_was_applied_elsewhere_does_not_keep_the_rest_of_a_run(applied):
    run = received("e1", "e2")
    apply_one(run[0], now=NOW)

    apply_run(run, now=NOW)

    assert applied.ids == ["e1", "e2"]


def test_one_that_fails_does_not_keep_the_rest_of_a_run(applied):
    run = received("e1", "bad", "e3")
    applied.failures["bad"] = 99

    apply_run(run, now=NOW)

    assert [one for one in applied.ids if one != "e1"] == ["e3"]
    assert (state_of("e1"), state_of("e3")) == (EventState.APPLIED, EventState.APPLIED)
    bad = Event.objects.get(event_id="bad")
    assert (bad.state, bad.attempts) == (EventState.RECEIVED, 1)
    assert bad.retry_at == NOW + timedelta(seconds=0.5)
    assert "bad cannot be applied" in bad.error


def test_what_a_failing_handler_wrote_is_not_kept(monkeypatch):
    def write_and_fail(event, work):
        now = work.now
        Command.objects.create(kind="x", requested_at=now, not_after=now)
        raise ZeroDivisionError

    routes = routes_with(routes={"call.initiated": (write_and_fail,)})
    monkeypatch.setattr("callcontrol.applying.event_routes", lambda: routes)

    apply_run(received("e1", "e2"), now=NOW)

    assert Command.objects.count() == 0
    assert state_of("e1") == EventState.RECEIVED


def test_a_crash_between_claim_and_commit_leaves_the_event_to_be_applied(applied):
    (ready,) = received("e1")
    with transaction.atomic():
        apply_one(ready, now=NOW)
        transaction.set_rollback(True)
    assert state_of("e1") == EventState.RECEIVED

    assert applier.drain(now=NOW) == 1

    assert state_of("e1") == EventState.APPLIED


def test_a_failure_that_passes_is_applied_at_the_next_attempt(applied):
    received("e1")
    applied.failures["e1"] = 1

    assert applier.drain(now=NOW) == 1
    assert applier.drain(now=NOW) == 0
    assert applier.drain(now=NOW + timedelta(seconds=1)) == 1

    assert (applied.ids, state_of("e1")) == (["e1"], EventState.APPLIED)
    assert Event.objects.get().error == ""


def test_a_failure_that_stays_is_a_dead_letter(applied):
    received("e1")
    applied.failures["e1"] = 99

    for minute in range(10):
        applier.drain(now=NOW + timedelta(minutes=minute))

    row = Event.objects.get()
    assert (row.state, row.attempts) == (EventState.DEAD, MOST_ATTEMPTS)
    assert "ZeroDivisionError" in row.error


def test_trouble_with_the_database_does_not_count_against_an_event(monkeypatch):
    def lose_the_connection(event, work):
        raise OperationalError("server closed the connection unexpectedly")

    routes = routes_with(routes={"call.initiated": (lose_the_connection,)})
    monkeypatch.setattr("callcontrol.applying.event_routes", lambda: routes)
    received("e1")

    for minute in range(10):
        applier.drain(now=NOW + timedelta(minutes=minute))

    row = Event.objects.get()
    assert (row.state, row.attempts) == (EventState.RECEIVED, 0)
    assert "server closed" in row.error


def test_the_sweep_applies_what_a_crash_left_behind(applied, monkeypatch):
    monkeypatch.setattr(applier, "_SWEEP_EVERY_SECS", 0.02)
    received("e1", "e2")

    applier.start()
    try:
        deadline = time.monotonic() + 5
        while Event.objects.filter(state=EventState.RECEIVED).exists():
            assert time.monotonic() < deadline
    finally:
        applier.stop()

    assert sorted(applied.ids) == ["e1", "e2"]


def test_the_sweep_leaves_fresh_rows_to_the_process_that_stored_them(applied):
    received("e1")

    fresh = applier._waiting(NOW, received_before=NOW - timedelta(seconds=2))
    old = applier._waiting(NOW, received_before=NOW)

    assert ([one.event_id for one in fresh], [one.event_id for one in old]) == (
        [],
        ["e1"],
    )


def test_two_processes_apply_each_event_once(applied):
    run = received(*[f"e{number}" for number in range(40)])
    start = threading.Barrier(3)

    def work():
        try:
            start.wait()
            apply_run(run, now=NOW)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    states = set(Event.objects.values_list("state", flat=True))
    assert states == {EventState.APPLIED}
    assert Event.objects.filter(attempts__gt=0).count() == 0
