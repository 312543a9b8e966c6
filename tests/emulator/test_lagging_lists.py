"""Lists that are behind the truth, while whoever asks for one thing is told it."""

import json

import pytest

from tests.emulator.stage import NUMBER


def lag(stage, operation, **secs):
    stage.control("faults", lists=[{"operation": operation, **secs}])


def ids(rows):
    return [row.get("call_control_id") or row["id"] for row in rows]


def active(stage):
    return ids(stage.get(f"/connections/{stage.app}/active_calls"))


def test_ended_call_is_listed_for_half_an_hour(stage):
    lag(stage, "connections.active_calls", lingers_secs=1800)
    carl = stage.caller()
    stage.control(f"calls/{carl}/hangup")
    stage.advance(1799)
    assert active(stage) == [carl]
    stage.advance(2)
    assert active(stage) == []


def test_who_asks_for_the_call_is_told_the_truth(stage):
    lag(stage, "*", lingers_secs=60)
    carl = stage.caller()
    stage.control(f"calls/{carl}/hangup")
    assert active(stage) == [carl]
    assert stage.get(f"/calls/{carl}")["is_alive"] is False
    assert stage.act_refused(carl, "speak", payload="x", voice="y") == (422, "90018")


def test_new_call_is_listed_later(stage):
    lag(stage, "connections.active_calls", late_secs=10)
    carl = stage.caller()
    assert active(stage) == []
    stage.advance(10)
    assert active(stage) == [carl]


def test_lag_is_both(stage):
    lag(stage, "connections.active_calls", lag_secs=10)
    carl = stage.caller()
    assert active(stage) == []
    stage.advance(10)
    stage.control(f"calls/{carl}/hangup")
    stage.advance(9)
    assert active(stage) == [carl]
    stage.advance(2)
    assert active(stage) == []


def test_call_that_left_a_queue_is_still_in_its_list(stage):
    lag(stage, "queues.calls.list", lingers_secs=60)
    first, second = stage.caller(), stage.caller("second")
    for call in (first, second):
        stage.act(call, "enqueue", queue_name="support")
        stage.advance(1)
    stage.act(first, "leave_queue")
    stage.advance(1)
    rows = stage.get("/queues/support/calls")
    assert ids(rows) == [first, second]
    assert [row["queue_position"] for row in rows] == [1, 2]
    path = f"/queues/support/calls/{first}"
    assert stage.refused("GET", path) == (404, "10007")
    assert stage.get("/queues/support")["current_size"] == 1
    stage.advance(60)
    assert ids(stage.get("/queues/support/calls")) == [second]


def test_caller_who_hung_up_seems_alive_in_the_queue(stage):
    lag(stage, "queues.calls.list", lingers_secs=60)
    carl = stage.caller()
    stage.act(carl, "enqueue", queue_name="support")
    stage.advance(1)
    stage.control(f"calls/{carl}/hangup")
    (row,) = stage.get("/queues/support/calls")
    assert row["is_alive"] is True


def test_conference_that_ended_is_still_in_progress_in_the_list(stage):
    lag(stage, "conferences.list", lingers_secs=60)
    room, *_ = stage.conference()
    stage.room(room, "end")
    query = "/conferences?filter[name]=room&filter[status]=in_progress"
    (row,) = stage.get(query)
    assert (row["id"], row["status"]) == (room, "in_progress")
    assert "end_reason" not in row
    assert stage.get(f"/conferences/{room}")["status"] == "completed"
    stage.advance(61)
    assert stage.get(query) == []


def test_new_conference_is_not_listed_yet(stage):
    lag(stage, "conferences.list", late_secs=10)
    room, *_ = stage.conference()
    assert stage.get("/conferences") == []
    stage.advance(11)
    assert ids(stage.get("/conferences")) == [room]


def test_participant_who_left_seems_joined(stage):
    lag(stage, "conferences.participants.list", lingers_secs=30)
    room, carl, ana = stage.conference()
    path = f"/conferences/{room}/participants"
    members = {row["call_control_id"]: row["id"] for row in stage.get(path)}
    stage.room(room, "leave", call_control_id=ana)
    rows = stage.get(path)
    assert ids(rows) == [carl, ana]
    assert [row["status"] for row in rows] == ["joined", "joined"]
    assert stage.get(f"{path}/{members[ana]}")["status"] == "left"
    stage.advance(31)
    assert ids(stage.get(path)) == [carl]


def test_recording_is_listed_late_and_after_it_was_deleted(stage):
    lag(stage, "recordings.list", lag_secs=30)
    carl = stage.caller()
    stage.act(carl, "record_start", channels="dual", format="mp3")
    stage.advance(5)
    stage.act(carl, "record_stop")
    stage.advance(29)
    assert stage.get("/recordings") == []
    stage.advance(2)
    (row,) = stage.get("/recordings")
    stage.ok("DELETE", f"/recordings/{row['id']}")
    assert ids(stage.get("/recordings")) == [row["call_control_id"]]
    assert stage.refused("GET", f"/recordings/{row['id']}") == (404, "404")
    stage.advance(31)
    assert stage.get("/recordings") == []


def test_lists_are_true_again_without_the_fault(stage):
    lag(stage, "*", lag_secs=600)
    carl = stage.ring_in()
    assert active(stage) == []
    stage.control("faults", lists=[])
    assert active(stage) == [carl]


@pytest.mark.parametrize(
    "rule",
    [
        {"operation": "queues.list"},
        {"lag_secs": -1},
        {"lag_secs": 3601},
        {"secs": 5},
    ],
)
def test_lag_that_nobody_understands_is_refused(stage, rule):
    body = json.dumps({"lists": [rule]})
    assert stage.emulator.handle("POST", "/_emulator/faults", {}, body).status == 422


def test_list_keeps_its_order_while_it_lags(stage):
    lag(stage, "queues.calls.list", lingers_secs=600)
    calls = [stage.caller(f"caller {n}", to=NUMBER) for n in range(4)]
    for call in calls:
        stage.act(call, "enqueue", queue_name="support")
        stage.advance(1)
    for call in (calls[2], calls[0]):
        stage.act(call, "leave_queue")
    assert ids(stage.get("/queues/support/calls")) == calls
