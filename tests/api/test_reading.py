"""What a program reads: queues, who waits, agents, calls, recordings, page by page."""

from datetime import timedelta

import pytest

from accounts.roles import Verb
from tests.api.conftest import Program
from tests.factories import make_queue


def test_who_waits_in_which_queue(floor, cast):
    entry = floor.wait_in_line()
    program = Program(cast.sofia)
    [queue] = program.get("/queues").json()["items"]
    assert (queue["id"], queue["name"], queue["is_closed"]) == (
        floor.queue.pk,
        "Billing",
        False,
    )
    [waiting] = program.get("/waiting").json()["items"]
    assert waiting["id"] == entry.pk
    assert (waiting["from_number"], waiting["caller_name"]) == ("+15557770001", "Carl")
    assert waiting["state"] == "waiting"


def test_a_conversation_from_both_sides(floor, cast):
    call = floor.talk()
    program = Program(cast.sofia)
    found = program.get(f"/calls/{call.pk}").json()
    assert (found["state"], found["queue_name"]) == ("talking", "Billing")
    assert [one["id"] for one in program.get("/calls", live=True).json()["items"]] == [
        call.pk
    ]
    states = {
        one["name"]: one["state"] for one in program.get("/agents").json()["items"]
    }
    assert states[floor.ana.name] == "on_call"
    assert program.get(f"/agents/{floor.ana.pk}").json()["state"] == "on_call"
    assert program.get("/recordings").json() == {"items": [], "next": None}


def test_pages_follow_a_cursor_and_what_is_added_moves_nothing(cast):
    made = [make_queue(f"Queue {number}", []).pk for number in range(5)]
    program = Program(cast.sofia)
    first = program.get("/queues", limit=2).json()
    make_queue("Added meanwhile", [])
    second = program.get("/queues", limit=2, cursor=first["next"]).json()
    last = program.get("/queues", limit=2, cursor=second["next"]).json()
    pages = (first, second, last)
    assert [one["id"] for page in pages for one in page["items"]] == made[::-1]
    assert last["next"] is None


@pytest.mark.parametrize(
    "cursor", ["x", "%%%", "azA", "a" * 100, "a-1", "a" + "9" * 90]
)
def test_a_cursor_that_is_none_is_refused_in_words(cast, cursor):
    answer = Program(cast.sofia).get("/queues", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


def test_a_key_sees_no_more_than_its_queues(floor, cast):
    floor.wait_in_line()
    other = make_queue("Sales", [])
    program = Program(cast.sofia, queues=[other])
    assert [one["id"] for one in program.get("/queues").json()["items"]] == [other.pk]
    assert program.get(f"/queues/{floor.queue.pk}").status_code == 404
    assert program.get("/waiting").json()["items"] == []
    assert program.get("/calls").json()["items"] == []


def test_a_key_may_no_more_than_its_verbs(floor, cast):
    program = Program(cast.sofia, Verb.WATCH)
    assert program.get("/recordings").status_code == 403
    answer = program.post(
        f"/agents/{floor.ana.pk}/state", state="not_ready", reason="Lunch"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_key_may_no_more_than_its_owner(floor, cast):
    floor.wait_in_line()
    program = Program(cast.ben)
    assert program.get("/waiting").status_code == 403
    assert program.get("/calls").json()["items"] == []
    assert Program(cast.eve).get("/queues").status_code == 403


def test_what_became_of_calls_by_quarters_of_an_hour(floor, cast, world):
    call = floor.talk()
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    gone = floor.wait_in_line(from_="+15557770002")
    world.run(10)
    world.act(gone.leg.call_control_id, "hangup")
    world.run(5)
    program = Program(cast.sofia)
    day = {
        "start": (world.now - timedelta(hours=1)).isoformat(),
        "end": (world.now + timedelta(hours=1)).isoformat(),
    }
    [found] = program.get("/intervals", **day).json()["items"]
    assert (found["queue_id"], found["start"]) == (
        floor.queue.pk,
        world.now.strftime("%Y-%m-%dT10:00:00Z"),
    )
    assert (found["offered"], found["answered"], found["abandoned"]) == (2, 1, 1)
    assert found["longest_wait_secs"] >= 10
    long = program.get("/intervals", **{**day, "end": "2099-01-01T00:00:00Z"})
    assert (long.status_code, long.json()["code"]) == (422, "invalid")
    naive = program.get("/intervals", start="2026-01-01T00:00:00", end="2026-01-02")
    assert naive.status_code == 422
    assert Program(cast.ana).get("/intervals", **day).status_code == 403
