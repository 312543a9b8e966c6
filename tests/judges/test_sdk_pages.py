"""The SDK's own pagination walks every list of the emulator to its end."""

import pytest

from tests.judges.stage import Stage


@pytest.fixture
def stage():
    made = Stage()
    yield made
    assert made.verdict() == []


@pytest.fixture
def waiting(stage):
    """Five callers in one queue, in the order in which they came."""
    legs = [stage.answered(f"+1555010000{number}") for number in range(5)]
    for leg in legs:
        stage.sdk.calls.actions.enqueue(leg, queue_name="support")
    return legs


def test_queue_calls_come_in_order_over_pages(stage, waiting):
    found = list(stage.sdk.queues.calls.list("support", page_size=2))

    assert [call.call_control_id for call in found] == waiting
    assert [call.queue_position for call in found] == [1, 2, 3, 4, 5]
    assert len(pages(stage, "/queues/support/calls")) == 3


def test_queues_over_pages(stage):
    for name in ("a", "b", "c"):
        stage.sdk.queues.create(queue_name=name)

    names = [queue.name for queue in stage.sdk.queues.list(page_size=1)]

    assert sorted(names) == ["a", "b", "c"]


def test_conferences_over_pages(stage):
    for number in range(3):
        leg = stage.answered(f"+1555010000{number}")
        stage.sdk.conferences.create(call_control_id=leg, name=f"room {number}")

    names = {room.name for room in stage.sdk.conferences.list(page_size=2)}

    assert names == {"room 0", "room 1", "room 2"}


def test_participants_over_pages(stage):
    legs = [stage.answered(f"+1555010000{number}") for number in range(3)]
    room = stage.sdk.conferences.create(call_control_id=legs[0], name="room").data.id
    for leg in legs[1:]:
        stage.sdk.conferences.actions.join(room, call_control_id=leg)

    found = stage.sdk.conferences.list_participants(room, page_size=2)

    assert {one.call_control_id for one in found} == set(legs)


def test_recordings_over_pages(stage):
    leg = stage.answered()
    for _ in range(3):
        stage.sdk.calls.actions.start_recording(leg, channels="single", format="wav")
        stage.advance(2)
        stage.sdk.calls.actions.stop_recording(leg)
        stage.advance(2)

    found = list(stage.sdk.recordings.list(page_size=2))

    assert len({one.id for one in found}) == 3


@pytest.mark.parametrize(
    ("calls", "size", "asked"),
    [(3, {}, 1), (5, {"page_size": 2}, 3), (4, {"page_size": 2}, 2), (21, {}, 2)],
)
def test_active_calls_end_although_the_sdk_counts_pages(stage, calls, size, asked):
    """Without the four numbers the SDK asks for the second page without end."""
    legs = [stage.answered(f"+155501000{number:02}") for number in range(calls)]

    listed = stage.sdk.connections.list_active_calls(stage.connection_id, **size)
    found = [call.call_control_id for call, _ in zip(listed, range(100), strict=False)]

    assert found == legs
    path = f"/connections/{stage.connection_id}/active_calls"
    assert len(pages(stage, path)) == asked


async def test_active_calls_end_for_the_asynchronous_client(stage):
    legs = [stage.answered(f"+1555010000{number}") for number in range(5)]
    listed = stage.async_sdk.connections.list_active_calls(
        stage.connection_id, page_size=2
    )

    found = [call.call_control_id async for call in listed]

    assert found == legs


async def test_pages_of_the_asynchronous_client(stage, waiting):
    found = [
        call.call_control_id
        async for call in stage.async_sdk.queues.calls.list("support", page_size=2)
    ]

    assert found == waiting


def pages(stage, path):
    return [one for one in stage.exchanges if one.path == path and one.verb == "GET"]
