"""Rows written with remembered statements are the rows that Django would have written."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError
from django.test.utils import CaptureQueriesContext

from callcontrol.models import Command, Event
from calls.models import Call, Leg, Note
from database.rows import change, change_all, has_row, insert, insert_all, insert_new
from queues.models import Queue
from tests.callcontrol.conftest import each_database as each_database
from tests.support.fixtures import postgres_url as postgres_url

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def command(**values):
    values = {"kind": "call.answer", "requested_at": TEN, "not_after": TEN, **values}
    return Command(id=uuid4(), **values)


def call(**values):
    return Call(call_session_id=str(uuid4()), started_at=TEN, **values)


def columns(row):
    return type(row).objects.filter(pk=row.pk).values().get()


def test_every_column_is_stored_as_django_stores_it():
    ours = command(params={"payload": "Grüße", "loop": 3}, target="v3:leg")
    theirs = command(params={"payload": "Grüße", "loop": 3}, target="v3:leg")
    insert(ours)
    theirs.save(force_insert=True)
    assert {**columns(ours), "id": None} == {**columns(theirs), "id": None}


def test_a_counted_key_is_set():
    row = call()
    insert(row)
    assert Call.objects.get() == row


def test_columns_with_a_value_of_their_own_are_filled():
    queue = Queue(name="Sales", telnyx_name="sales", wrap_up_secs=20)
    insert(queue)
    stored = Queue.objects.get()
    assert stored.created_at is not None
    assert stored.wrap_up_secs == 20


def test_an_inserted_row_is_no_new_one_for_django():
    row = call()
    insert(row)
    row.caller_name = "Ana"
    row.save()
    assert Call.objects.get().caller_name == "Ana"


def test_a_change_is_made_here_and_there_and_nowhere_else():
    row = call(caller_name="Ana")
    other = call(caller_name="Eve")
    insert(row)
    insert(other)
    change(row, caller_name="Ben", ended_at=TEN)
    assert (row.caller_name, row.ended_at) == ("Ben", TEN)
    stored = Call.objects.get(pk=row.pk)
    assert (stored.caller_name, stored.ended_at) == ("Ben", TEN)
    assert Call.objects.get(pk=other.pk).caller_name == "Eve"


def test_a_row_like_one_that_is_there_is_not_new():
    first = Event(event_id="e1", event_type="call.initiated", raw=b"1", received_at=TEN)
    again = Event(event_id="e1", event_type="call.hangup", raw=b"2", received_at=TEN)
    other = Event(event_id="e2", event_type="call.hangup", raw=b"3", received_at=TEN)
    assert insert_new([first], told_apart_by="event_id") == {"e1"}
    assert insert_new([again, other], told_apart_by="event_id") == {"e2"}
    kept = Event.objects.order_by("pk").values_list("event_id", "event_type", "raw")
    assert [(pk, kind, bytes(raw)) for pk, kind, raw in kept] == [
        ("e1", "call.initiated", b"1"),
        ("e2", "call.hangup", b"3"),
    ]


def test_a_change_of_a_row_that_has_gone_is_no_success():
    row = call()
    insert(row)
    Call.objects.all().delete()
    with pytest.raises(Call.DoesNotExist, match="has gone"):
        change(row, caller_name="Ben")
    assert row.caller_name == ""


@pytest.mark.parametrize("count", [1, 2, 40])
def test_many_rows_are_written_as_one_is(each_database, count):
    rows = [command(params={"loop": number}) for number in range(count)]
    insert_all(rows)
    wanted = {
        row.pk: {"params": {"loop": 7, "text": "é"}, "settled_at": TEN, "call_id": None}
        for row in rows
    }
    change_all([(row, wanted[row.pk]) for row in rows])
    stored = Command.objects.in_bulk(wanted)
    for pk, values in wanted.items():
        assert {name: getattr(stored[pk], name) for name in values} == values


def test_keys_are_given_in_the_order_of_the_rows(each_database):
    rows = [call() for _ in range(40)]
    insert_all(rows)
    for row in rows:
        assert Call.objects.get(pk=row.pk).call_session_id == row.call_session_id


def test_what_is_too_long_is_refused_and_not_cut_off(each_database):
    if each_database == "sqlite":
        return  # SQLite keeps a text of any length
    rows = [command(), command()]
    insert_all(rows)
    with pytest.raises(DataError), transaction.atomic():
        change_all([(row, {"purpose": "x" * 100}) for row in rows])


@pytest.mark.parametrize("left", [0, 1])
def test_a_change_of_rows_of_which_one_has_gone_is_no_success(each_database, left):
    rows = [call(), call()]
    insert_all(rows)
    Call.objects.filter(pk=rows[left].pk).delete()
    with pytest.raises(Call.DoesNotExist, match="has gone"), transaction.atomic():
        change_all([(row, {"caller_name": "Ben"}) for row in rows])


def test_rows_of_an_unlike_change_keep_their_own_values(each_database):
    first, second = call(), call(caller_name="Eve")
    insert_all([first, second])
    change_all([(first, {"caller_name": "Ben"}), (second, {"ended_at": TEN})])
    stored = Call.objects.in_bulk([first.pk, second.pk])
    assert (stored[first.pk].caller_name, stored[first.pk].ended_at) == ("Ben", None)
    assert (stored[second.pk].caller_name, stored[second.pk].ended_at) == ("Eve", TEN)


def test_the_database_keeps_its_rules():
    row = call()
    insert(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Call(call_session_id=row.call_session_id, started_at=TEN))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Leg(call_control_id="v3:leg", initiated_at=TEN))


def test_whether_there_is_any_row():
    row = call()
    insert(row)
    assert not has_row(Note, call_id=row.pk)
    insert(Note(call_id=row.pk, text="Rang.", at=TEN))
    assert has_row(Note, call_id=row.pk)
    assert has_row(Note, call_id=row.pk, text="Rang.")
    assert not has_row(Note, call_id=row.pk, text="Answered.")


def test_each_is_one_statement():
    row = call()
    with CaptureQueriesContext(
        connection,
    ) as statements:
        insert(row)
        change(row, caller_name="Ben")
        has_row(Note, call_id=row.pk)
    verbs = [one["sql"].split()[0] for one in statements.captured_queries]
    assert verbs == ["INSERT", "UPDATE", "SELECT"]
