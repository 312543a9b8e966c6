"""Rows written with remembered statements are the rows that Django would have written."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from callcontrol.models import Command, Event
from calls.models import Call, Leg, Note
from contactcenter.rows import change, has_row, insert, insert_new
from queues.models import Queue

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
    assert [insert_new(row) for row in (first, again, other)] == [True, False, True]
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
