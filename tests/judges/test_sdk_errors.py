"""Refusals of the emulator arrive as the SDK's own error classes, in Telnyx's words."""

import pytest
import telnyx

from tests.judges.stage import NUMBER, Stage


@pytest.fixture
def stage():
    made = Stage()
    yield made
    assert made.verdict() == []


def code_of(error):
    (first,) = error.value.body["errors"]
    return first["code"]


def test_wrong_key_is_an_authentication_error(stage):
    with pytest.raises(telnyx.AuthenticationError) as error:
        stage.sdk.with_options(api_key="KEY_WRONG").queues.list()

    assert code_of(error) == "10009"


def test_unknown_queue_is_not_found(stage):
    with pytest.raises(telnyx.NotFoundError) as error:
        stage.sdk.queues.retrieve("nowhere")

    assert code_of(error) == "10007"


def test_unknown_conference_is_not_found(stage):
    unknown = "8d7e0f6a-0000-4000-8000-000000000000"

    with pytest.raises(telnyx.NotFoundError) as error:
        stage.sdk.conferences.actions.end_conference(unknown)

    assert code_of(error) == "90058"


def test_unknown_leg_is_unprocessable(stage):
    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.calls.actions.answer("v3:nobody")

    assert code_of(error) == "90015"


def test_ended_leg_takes_no_command(stage):
    leg = stage.answered()
    stage.far_party(leg, "hangup")

    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.calls.actions.speak(leg, payload="Hello?", voice="female")

    assert code_of(error) == "90018"


def test_unanswered_leg_cannot_be_enqueued(stage):
    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.calls.actions.enqueue(stage.ring(), queue_name="support")

    assert code_of(error) == "90034"


def test_missing_parameter_is_named(stage):
    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.calls.dial(connection_id=stage.connection_id, from_=NUMBER, to="")

    assert code_of(error) == "10004"
    assert error.value.body["errors"][0]["source"] == {"pointer": "/to"}


def test_value_outside_the_list_is_named(stage):
    leg = stage.answered()

    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.calls.actions.start_recording(leg, channels="both", format="mp3")

    assert code_of(error) == "10032"


def test_full_queue_refuses(stage):
    stage.sdk.queues.create(queue_name="tiny", max_size=1)
    stage.sdk.calls.actions.enqueue(stage.answered(), queue_name="tiny")

    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.calls.actions.enqueue(
            stage.answered("+15550100002"), queue_name="tiny"
        )

    assert code_of(error) == "90036"


def test_queue_with_callers_cannot_be_deleted(stage):
    stage.sdk.calls.actions.enqueue(stage.answered(), queue_name="support")

    with pytest.raises(telnyx.BadRequestError) as error:
        stage.sdk.queues.delete("support")

    assert code_of(error) == "90050"


def test_conference_name_in_use_refuses(stage):
    stage.sdk.conferences.create(call_control_id=stage.answered(), name="room")

    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.conferences.create(
            call_control_id=stage.answered("+15550100002"), name="room"
        )

    assert code_of(error) == "90033"


def test_joining_twice_refuses(stage):
    leg = stage.answered()
    room = stage.sdk.conferences.create(call_control_id=leg, name="room").data.id

    with pytest.raises(telnyx.UnprocessableEntityError) as error:
        stage.sdk.conferences.actions.join(room, call_control_id=leg)

    assert code_of(error) == "90044"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (429, telnyx.RateLimitError),
        (400, telnyx.BadRequestError),
        (403, telnyx.PermissionDeniedError),
        (500, telnyx.InternalServerError),
        (503, telnyx.InternalServerError),
    ],
)
def test_injected_failure_has_its_class(stage, status, expected):
    fault = {"kind": "status", "status": status, "operation": "queues.list", "count": 1}
    stage.control("POST", "faults", api=[fault])

    with pytest.raises(expected):
        stage.sdk.queues.list()

    assert list(stage.sdk.queues.list()) == []


def test_unknown_parameter_is_named(stage):
    leg = stage.answered()

    with pytest.raises(telnyx.APIStatusError) as error:
        stage.sdk.calls.actions.hangup(leg, extra_body={"colour": "blue"})

    assert 400 <= error.value.status_code < 500
    assert "colour" in str(error.value.body)


def test_repeated_command_id_is_answered_as_before(stage):
    dial = {"connection_id": stage.connection_id, "from_": NUMBER, "to": "+15550100077"}

    first = stage.sdk.calls.dial(**dial, command_id="one")
    again = stage.sdk.calls.dial(**dial, command_id="one")
    other = stage.sdk.calls.dial(**dial, command_id="two")

    assert first.data.call_control_id == again.data.call_control_id
    assert other.data.call_control_id != first.data.call_control_id
