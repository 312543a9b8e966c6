"""Queues: first in, first out, and all nine operations."""

from tests.emulator.stage import state


def waiting(stage, *names, queue="support", **options):
    """Callers who wait in a queue, ten seconds apart."""
    calls = []
    for name in names:
        call = stage.caller(name)
        stage.act(call, "enqueue", queue_name=queue, **options)
        calls.append(call)
        stage.advance(10)
    stage.heard()
    return calls


def test_enqueue_reports_position_and_average_wait(stage):
    waiting(stage, "first")
    second = stage.caller("second")
    stage.act(second, "enqueue", queue_name="support", client_state=state("waits"))
    stage.advance()
    payload = stage.last("call.enqueued")
    assert payload["queue"] == "support"
    assert payload["current_position"] == 2
    assert payload["queue_avg_wait_time_secs"] == 5
    assert payload["client_state"] == state("waits")
    assert {"from", "to"}.isdisjoint(payload)


def test_positions_close_up(stage):
    first, second, third = waiting(stage, "first", "second", "third")
    stage.act(second, "leave_queue")
    rows = stage.get("/queues/support/calls")
    assert [(row["call_control_id"], row["queue_position"]) for row in rows] == [
        (first, 1),
        (third, 2),
    ]
    assert rows[0]["wait_time_secs"] == 30


def test_leave_queue_parks(stage):
    (carl,) = waiting(stage, "carl")
    stage.act(carl, "leave_queue")
    stage.advance()
    payload = stage.last("call.dequeued")
    assert (payload["reason"], payload["wait_time_secs"]) == ("leave", 10)
    assert stage.place(carl) == "parked"
    assert stage.act_refused(carl, "leave_queue") == (422, "90033")


def test_waiting_too_long_parks(stage):
    (carl,) = waiting(stage, "carl", max_wait_time_secs=20)
    stage.advance(10.1)
    payload = stage.last("call.dequeued")
    assert (payload["reason"], payload["wait_time_secs"]) == ("timeout", 20)
    assert stage.place(carl) == "parked"


def test_caller_abandons(stage):
    (carl,) = waiting(stage, "carl")
    stage.act(carl, "playback_start", media_name="hold", loop="infinity")
    stage.advance()
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.last("call.dequeued")["reason"] == "hangup"
    assert stage.last("call.playback.ended")["status"] == "call_hangup"
    assert stage.heard() == [
        "carl call.playback.started",
        "carl call.playback.ended",
        "carl call.dequeued",
        "carl call.hangup",
    ]


def test_queue_takes_no_more_than_its_size(stage):
    stage.ok("POST", "/queues", queue_name="support", max_size=1)
    waiting(stage, "first")
    second = stage.caller("second")
    assert stage.act_refused(second, "enqueue", queue_name="support", max_size=9) == (
        422,
        "90036",
    )
    assert stage.place(second) == "parked"


def test_same_queue_twice_is_refused_and_another_queue_is_a_move(stage):
    (carl,) = waiting(stage, "carl")
    assert stage.act_refused(carl, "enqueue", queue_name="support") == (422, "90038")
    stage.act(carl, "enqueue", queue_name="billing")
    stage.advance()
    assert stage.heard() == ["carl call.dequeued", "carl call.enqueued"]


def test_enqueueing_a_bridged_call_unbridges_it(stage):
    carl, ana = stage.talk()
    stage.act(carl, "enqueue", queue_name="support")
    assert (stage.place(carl), stage.place(ana)) == ("queued", "ended")


def test_enqueue_needs_an_answered_call(stage):
    carl = stage.ring_in()
    assert stage.act_refused(carl, "enqueue", queue_name="support") == (422, "90034")


def test_kept_call_stays_after_hangup(stage):
    carl, dora = waiting(stage, "carl", "dora", keep_after_hangup=True)
    stage.control(f"calls/{carl}/hangup")
    stage.advance()
    assert stage.heard() == ["carl call.hangup"]
    entry = stage.get(f"/queues/support/calls/{carl}")
    assert (entry["is_alive"], entry["queue_position"]) == (False, 1)
    response = stage.request(
        "POST", f"/calls/{stage.agent()}/actions/bridge", queue="support"
    )
    assert response.status == 422
    assert response.json()["errors"][0]["meta"]["call_control_id"] == carl
    assert [row["call_control_id"] for row in stage.get("/queues/support/calls")] == [
        dora
    ]


def test_kept_call_can_be_removed_and_a_live_one_not(stage):
    (carl,) = waiting(stage, "carl")
    path = f"/queues/support/calls/{carl}"
    assert stage.refused("DELETE", path) == (422, "90051")
    assert stage.request("PATCH", path, keep_after_hangup=True).status == 204
    stage.control(f"calls/{carl}/hangup")
    assert stage.request("DELETE", path).status == 204
    assert stage.refused("GET", path) == (404, "10007")


def test_queue_is_made_by_its_first_call(stage):
    waiting(stage, "carl")
    queue = stage.get("/queues/support")
    assert (queue["max_size"], queue["current_size"]) == (100, 1)
    assert queue["average_wait_time_secs"] == 10


def test_queue_is_created_updated_listed_and_deleted(stage):
    made = stage.ok("POST", "/queues", queue_name="billing")
    assert (made["record_type"], made["max_size"]) == ("queue", 300)
    assert stage.refused("POST", "/queues", queue_name="billing") == (422, "10015")
    assert stage.ok("POST", "/queues/billing", max_size=7)["max_size"] == 7
    assert stage.refused("POST", "/queues/billing", max_size=0) == (422, "10033")
    assert [queue["name"] for queue in stage.get("/queues")] == ["billing"]
    assert stage.request("DELETE", "/queues/billing").status == 204
    assert stage.refused("GET", "/queues/billing") == (404, "10007")
    assert stage.refused("GET", "/queues/billing/calls") == (404, "10007")


def test_only_empty_queues_can_be_deleted(stage):
    waiting(stage, "carl")
    assert stage.refused("DELETE", "/queues/support") == (400, "90050")


def test_limit_of_an_existing_queue_is_changed_by_name(stage):
    """What enqueue says of a size counts for a new queue only."""
    made = stage.ok("POST", "/queues", queue_name="support", max_size=1)
    stage.act(stage.caller(), "enqueue", queue_name="support")
    second, third = stage.caller("second"), stage.caller("third")
    given = {"queue_name": "support", "max_size": 50}
    assert stage.act_refused(second, "enqueue", **given) == (422, "90036")
    assert stage.get("/queues/support")["max_size"] == 1
    changed = stage.ok("POST", "/queues/support", max_size=2)
    assert (changed["id"], changed["max_size"]) == (made["id"], 2)
    stage.act(second, "enqueue", queue_name="support")
    refused = stage.act_refused(third, "enqueue", queue_name="support")
    assert refused == (422, "90036")
    assert stage.place(third) == "parked"


def test_lowered_limit_keeps_who_waits(stage):
    calls = [stage.caller(name) for name in ("a", "b", "c")]
    for call in calls[:2]:
        stage.act(call, "enqueue", queue_name="support")
    stage.ok("POST", "/queues/support", max_size=1)
    assert stage.get("/queues/support")["current_size"] == 2
    refused = stage.act_refused(calls[2], "enqueue", queue_name="support")
    assert refused == (422, "90036")


def test_queue_is_found_by_its_name_alone(stage):
    made = stage.ok("POST", "/queues", queue_name="support")
    assert stage.get("/queues/support")["id"] == made["id"]
    assert stage.refused("GET", f"/queues/{made['id']}") == (404, "10007")
    path = f"/queues/{made['id']}"
    assert stage.refused("POST", path, max_size=5) == (404, "10007")
