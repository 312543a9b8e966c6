import logging
from datetime import UTC, datetime

import pytest

from callcontrol import inbox
from callcontrol.inbox import Delivery, store
from callcontrol.models import Event
from callcontrol.states import EventState
from tests.support.signing import body_of

pytestmark = pytest.mark.usefixtures("each_database")

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def delivery(raw, **changes):
    given = {"signature": "s", "signed_at": "1", "received_at": NOW, **changes}
    return Delivery(raw=raw, **given)


def test_a_webhook_is_kept_as_it_came():
    raw = body_of("call.hangup", id="e1")

    (ready,) = store([delivery(raw)])

    row = Event.objects.get()
    assert bytes(row.raw) == raw
    assert (row.event_id, row.event_type) == ("e1", "call.hangup")
    assert (row.call_control_id, row.state) == ("v3:caller", EventState.RECEIVED)
    assert (row.signature, row.signed_at, row.received_at) == ("s", "1", NOW)
    assert (ready.event_id, ready.lane, ready.event.id) == ("e1", row.lane, "e1")


def test_legs_of_one_call_share_a_lane():
    first, second, other = store(
        [
            delivery(body_of(payload={"call_control_id": "v3:a"})),
            delivery(body_of(payload={"call_control_id": "v3:b"})),
            delivery(body_of(payload={"call_session_id": "another"})),
        ]
    )

    assert first.lane == second.lane != other.lane


@pytest.mark.parametrize(
    ("payload", "lane"),
    [
        ({"call_session_id": None}, "v3:caller"),
        ({"call_session_id": None, "call_control_id": None}, "room"),
    ],
)
def test_without_a_session_the_leg_or_the_conference_is_the_lane(payload, lane):
    raw = body_of(
        "conference.playback.started", payload={"conference_id": "room", **payload}
    )

    (ready,) = store([delivery(raw)])

    assert ready.lane == lane


def test_a_repetition_is_neither_stored_nor_applied_again(caplog):
    raw = body_of(id="e1")
    repeated = raw.replace(b'"attempt": 1', b'"attempt": 2')

    assert len(store([delivery(raw), delivery(raw)])) == 1
    assert store([delivery(raw)]) == []
    assert store([delivery(repeated)]) == []

    assert bytes(Event.objects.get().raw) == raw
    assert caplog.records == []


def test_the_same_id_with_another_body_raises_the_alarm_and_changes_nothing(caplog):
    raw = body_of(id="e1")
    store([delivery(raw)])

    with caplog.at_level(logging.ERROR):
        assert store([delivery(body_of("call.hangup", id="e1"))]) == []

    assert "Event e1 came again with another body." in caplog.text
    assert bytes(Event.objects.get().raw) == raw


def test_a_stale_timestamp_is_kept_but_not_applied():
    assert store([delivery(body_of(id="e1"), is_stale=True)]) == []

    assert Event.objects.get().state == EventState.QUARANTINED


def test_a_quarantined_event_that_comes_fresh_is_released():
    raw = body_of(id="e1")
    store([delivery(raw, is_stale=True)])

    (ready,) = store([delivery(raw)])

    assert ready.event_id == "e1"
    assert Event.objects.get().state == EventState.RECEIVED


POISON = {
    "NUL": body_of(payload={"from": "a\x00b"}),
    "lone surrogate": body_of(payload={"caller_id_name": "\ud800"}),
    "surrogate in an id": body_of(id="e\udfff1", payload={"call_session_id": "\ud800"}),
    "NUL in the type": body_of("call.\x00answered"),
    "NaN": body_of().replace(b'"parked"', b"NaN"),
    "1e999": body_of().replace(b'"parked"', b"1e999"),
    "5,000 digits": body_of().replace(b'"parked"', b"9" * 5000),
    "deep": body_of().replace(b'"parked"', b"[" * 30_000 + b"]" * 30_000),
    "duplicate keys": body_of().replace(b'"to"', b'"from"'),
    "UTF-16": body_of().decode().encode("utf-16"),
    "wrong types": body_of(payload={"from": [1], "to": {"a": 1}, "state": 7.5}),
    "long text": body_of(payload={"from": "x" * 60_000, "caller_id_name": "y" * 200}),
    "long id": body_of(payload={"call_session_id": "z" * 60_000}),
    "no id": body_of(id=None),
    "not JSON": b"\x00\xff\xfe not JSON",
    "empty": b"",
}


@pytest.mark.parametrize("name", POISON)
def test_signed_poison_is_kept_on_both_databases(name):
    ready = store([delivery(POISON[name]), delivery(body_of(id="healthy"))])

    rows = {row.event_id: row for row in Event.objects.all()}
    poison = next(row for row in rows.values() if row.event_id != "healthy")
    assert bytes(poison.raw) == POISON[name]
    assert poison.state in (EventState.RECEIVED, EventState.DEAD)
    assert (poison.state == EventState.DEAD) == bool(poison.error)
    assert "healthy" in {one.event_id for one in ready}


def test_what_cannot_be_read_is_a_dead_letter_with_its_reason():
    assert store([delivery(b"{"), delivery(b"{")]) == []

    row = Event.objects.get()
    assert (row.event_type, row.state) == (inbox.UNREADABLE, EventState.DEAD)
    assert row.error.startswith("The body is not JSON")
