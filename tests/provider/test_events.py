import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from provider import events
from tests.support.signing import body_of

AT = datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)


def test_an_event_has_telnyxs_own_names():
    event = events.parse(body_of("call.initiated", id="e1"))

    assert isinstance(event, events.CallInitiated)
    assert (event.id, event.type, event.occurred_at) == ("e1", "call.initiated", AT)
    assert (event.from_, event.to) == ("+15550100001", "+15550100099")
    assert (event.direction, event.state) == ("incoming", "parked")
    assert event.client_state == ""


def test_fields_without_an_attribute_are_kept():
    event = events.parse(body_of(payload={"shaken_stir_attestation": "A"}))

    assert event.payload["shaken_stir_attestation"] == "A"


def test_an_unknown_type_is_kept():
    event = events.parse(body_of("call.parked"))

    assert type(event) is events.UnknownEvent
    assert event.call_control_id == "v3:caller"


@pytest.mark.parametrize("event_type", sorted(events.EVENT_CLASSES))
def test_every_type_reads_an_empty_payload(event_type):
    body = json.dumps(
        {"data": {"event_type": event_type, "id": "e1", "payload": {}}}
    ).encode()

    event = events.parse(body, received_at=AT)

    assert type(event) is events.EVENT_CLASSES[event_type]
    assert event.occurred_at == AT


@pytest.mark.parametrize("event_type", sorted(events.EVENT_CLASSES))
@pytest.mark.parametrize("value", [1, 1.5, True, None, [], {}, "x", ["x", 1, None]])
def test_no_value_of_a_wrong_type_breaks_reading(event_type, value):
    fields = events.EVENT_CLASSES[event_type].__dataclass_fields__
    payload = {name.rstrip("_"): value for name in fields}
    body = json.dumps(
        {"data": {"event_type": event_type, "id": "e1", "payload": payload}}
    ).encode()

    assert events.parse(body, received_at=AT).id == "e1"


def test_conference_events_say_when_inside_the_payload():
    body = json.dumps(
        {
            "data": {
                "event_type": "conference.ended",
                "id": "e1",
                "payload": {
                    "conference_id": "c1",
                    "occurred_at": "2026-01-02T03:04:05.123456Z",
                    "reason": "all_left",
                },
            }
        }
    ).encode()

    event = events.parse(body)

    assert isinstance(event, events.ConferenceEnded)
    assert (event.occurred_at, event.reason) == (AT, "all_left")


def test_floor_changed_comes_without_a_data_wrapper():
    body = json.dumps(
        {
            "record_type": "event",
            "event_type": "conference.floor.changed",
            "id": "e1",
            "payload": {
                "call_control_id": "v3:speaker",
                "conference_id": "c1",
                "occurred_at": "2026-01-02T03:04:05.123456Z",
            },
        }
    ).encode()

    event = events.parse(body)

    assert isinstance(event, events.ConferenceFloorChanged)
    assert (event.call_control_id, event.conference_id) == ("v3:speaker", "c1")


def test_an_event_without_any_time_needs_the_time_of_its_arrival():
    body = body_of("conference.recording.saved", occurred_at=None)

    with pytest.raises(events.UnreadableEvent, match="when it occurred"):
        events.parse(body)
    assert events.parse(body, received_at=AT).occurred_at == AT


def test_version_1_of_the_api_is_named():
    body = json.dumps(
        {
            "created_at": "2026-01-02T03:04:05Z",
            "event_type": "call_answered",
            "payload": {},
            "record_type": "event",
            "webhook_id": "w1",
        }
    ).encode()

    with pytest.raises(events.UnreadableEvent, match="version 1"):
        events.parse(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"data"',
        b"{",
        b"\xff\xfe",
        b'{"data": null}',
        b'{"data": {"event_type": 7}}',
        b'{"data": {"event_type": "call.answered"}}',
        b'{"data": {"event_type": "call.answered", "id": ""}}',
        b'{"data": NaN}',
        b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"data": ' + b"9" * 5000 + b"}",
    ],
)
def test_garbage_is_unreadable_and_nothing_else(body):
    with pytest.raises(events.UnreadableEvent):
        events.parse(body, received_at=AT)


def test_an_id_longer_than_any_real_one_is_unreadable():
    with pytest.raises(events.UnreadableEvent, match="call_control_id"):
        events.parse(body_of(payload={"call_control_id": "v3:" + "x" * 60_000}))


def test_text_is_cleaned_of_what_a_database_refuses():
    body = body_of(
        payload={"from": "a\x00b\ud800", "caller_id_name": "x" * 60_000},
    )

    event = events.parse(body)

    assert isinstance(event, events.CallInitiated)
    assert event.from_ == "ab?"
    assert len(event.caller_id_name) == 120


def test_a_dialled_leg_names_its_command():
    command_id = UUID("5f9c1f0e-3c55-4b71-9a10-bb5a3f6a2f10")
    state = base64.b64encode(str(command_id).encode()).decode()

    assert events.parse(body_of(payload={"client_state": state})).command_id == (
        command_id
    )


@pytest.mark.parametrize("state", [None, "", "x", "aGVsbG8=", "ÿ", {"a": 1}])
def test_a_client_state_of_somebody_else_names_no_command(state):
    assert events.parse(body_of(payload={"client_state": state})).command_id is None
