"""The main story on PostgreSQL, Redis and separate processes, seen at both webs."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import WEATHERS
from tests.services.plant import eventually
from tests.services.stories import (
    agent_leg,
    agent_state,
    becomes_available,
    caller_waits,
    picks,
    waiting_entry,
)

pytestmark = pytest.mark.services


@pytest.fixture(autouse=True, params=WEATHERS)
def _any_weather(request, plant):
    """Every story is told once in each weather, as the journeys are."""
    plant.weather(**WEATHERS[request.param])


@pytest.fixture
def boards(staff):
    """Sofia's board at the first web process and Adam's at the second."""
    with staff["sofia"].watch("board") as first, staff["adam"].watch("board") as second:
        yield first, second


def test_a_caller_waits_and_both_boards_see_it(plant, boards):
    carl = caller_waits(plant, "Carl Waits")

    for board in boards:
        board.wait_to_show("Carl Waits")
    assert len(plant.commands("calls.answer", leg=carl.leg)) == 1
    assert len(plant.commands("calls.enqueue", leg=carl.leg)) == 1
    plant.far_party(carl.leg, "hangup")
    for board in boards:
        board.wait_to_hide("Carl Waits")


def test_webhooks_went_to_both_processes(plant, boards):
    before = plant.doorway.statuses[:]
    caller_waits(plant, "Carl Twice")
    plant.doorway.copies = 2
    dora = caller_waits(plant, "Dora Twice")

    assert set(plant.doorway.statuses[len(before) :]) == {200}
    eventually(lambda: event_states(plant, dora.leg) <= {"applied", "ignored"})
    for operation in ("calls.answer", "calls.speak", "calls.enqueue"):
        assert len(plant.commands(operation, leg=dora.leg)) == 1


def event_states(plant, leg):
    query = "SELECT DISTINCT state FROM callcontrol_event WHERE call_control_id = %s"
    return {state for (state,) in plant.rows(query, leg)}


def test_an_agent_picks_and_hangs_up(plant, staff, boards):
    carl = caller_waits(plant, "Carl Picked")
    leg = picks(plant, staff["ben"], "agent2", carl)

    assert leg == agent_leg(plant, "agent2")
    for board in boards:
        board.wait_to_show("live-call-", "Carl Picked")
    plant.far_party(carl.leg, "hangup")
    eventually(lambda: agent_state(plant, "agent2") == "wrap_up")
    eventually(lambda: agent_leg(plant, "agent2") is None)
    staff["ben"].press("/agents/me/wrap-up/finish/")
    eventually(lambda: agent_state(plant, "agent2") == "available")


def test_two_agents_at_two_processes_and_one_caller(plant, staff):
    carl = caller_waits(plant, "Carl Wanted")
    dials = len(plant.commands("calls.dial"))
    becomes_available(plant, staff["ana"], "agent1")
    becomes_available(plant, staff["ben"], "agent2")
    path = f"/queues/entries/{waiting_entry(plant, carl)}/pick/"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: staff[one].post(path), ("ana", "ben")))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] in (200, 204)
    assert statuses[1] == 409
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert "faster" in loser.text or "Ana" in loser.text or "Ben" in loser.text
    eventually(lambda: plant.place(carl.leg) == "bridged", 20)
    assert len(plant.commands("calls.dial")) == dials + 1


def test_a_supervisor_listens_coaches_joins_and_leaves(plant, staff, boards):
    carl = caller_waits(plant, "Carl Supervised")
    leg = picks(plant, staff["ana"], "agent1", carl)
    call = plant.call_of(carl.leg)

    for role in ("monitor", "whisper", "barge"):
        staff["sofia"].press(f"/conferences/supervise/{call}/", role=role)
        eventually(lambda role=role: supervisors(plant, leg) == [role], 20)
        eventually(lambda role=role: plant.rows(ACTIVE_ROLES) == [(role,)])
    assert plant.place(carl.leg) == "bridged"
    supervision = plant.value(
        "SELECT id FROM conferences_supervision WHERE state = 'active'"
    )
    staff["sofia"].press(f"/conferences/supervisions/{supervision}/leave/")
    eventually(lambda: supervisors(plant, leg) == [])
    assert plant.place(carl.leg) == "bridged"


ACTIVE_ROLES = "SELECT role FROM conferences_supervision WHERE state = 'active'"


def supervisors(plant, leg):
    return [
        one["supervisor_role"]
        for one in plant.legs().values()
        if one["is_alive"] and one["supervises"] == leg and one["phase"] == "answered"
    ]


def test_a_conversation_is_recorded_and_downloaded_elsewhere(plant, staff):
    carl = caller_waits(plant, "Carl Recorded")
    picks(plant, staff["ana"], "agent1", carl)
    call = plant.call_of(carl.leg)
    states = "SELECT state FROM recordings_recording WHERE call_id = %s"
    recording = "SELECT id FROM recordings_recording WHERE call_id = %s"

    staff["ana"].press(f"/recordings/start/{call}/")
    eventually(lambda: plant.value(states, call) == "recording")
    pk = plant.value(recording, call)
    for act, state in (("pause", "paused"), ("resume", "recording")):
        staff["ana"].press(f"/recordings/{pk}/{act}/")
        eventually(lambda state=state: plant.value(states, call) == state)
    staff["sofia"].press(f"/recordings/{pk}/stop/")
    eventually(lambda: plant.value(states, call) == "ready", 30)

    answer = staff["adam"].http.get(f"/recordings/{pk}/download")
    assert answer.status_code == 200
    digest = hashlib.sha256(answer.content).hexdigest()
    kept = "SELECT sha256 FROM recordings_recording WHERE id = %s"
    assert plant.value(kept, pk) == digest
    part = staff["adam"].http.get(
        f"/recordings/{pk}/audio", headers={"Range": "bytes=0-99"}
    )
    assert (part.status_code, part.content) == (206, answer.content[:100])
    assert "Carl Recorded" in staff["adam"].page("/recordings/")


def test_a_call_becomes_a_conference(plant, staff):
    carl = caller_waits(plant, "Carl Conferred")
    leg = picks(plant, staff["ana"], "agent1", carl)
    call = plant.call_of(carl.leg)

    staff["ana"].press(f"/conferences/start/{call}/")
    eventually(lambda: members(plant) == {carl.leg, leg}, 20)
    room = eventually(
        lambda: plant.value(
            "SELECT id FROM conferences_conference WHERE state = 'live' AND call_id = %s",
            call,
        )
    )
    staff["ana"].press(f"/conferences/{room}/add/", to="+15550109999")
    eventually(lambda: len(members(plant)) == 3, 20)
    customer = plant.value(
        "SELECT p.id FROM conferences_participant p JOIN calls_leg leg "
        "ON leg.id = p.leg_id WHERE leg.call_control_id = %s",
        carl.leg,
    )
    for act, seen in WISHES.items():
        staff["sofia"].press(f"/conferences/participants/{customer}/{act}/")
        eventually(lambda seen=seen: seen.items() <= member(plant, carl.leg).items())
        eventually(lambda: plant.value(IS_SETTLED, customer))
    staff["ana"].press(f"/conferences/{room}/leave/")
    eventually(lambda: leg not in members(plant), 20)
    assert len(members(plant)) == 2
    staff["sofia"].press(f"/conferences/{room}/end/")
    eventually(lambda: not plant.legs()[carl.leg]["is_alive"], 20)


WISHES = {
    "mute": {"muted": True},
    "unmute": {"muted": False},
    "hold": {"on_hold": True},
    "unhold": {"on_hold": False},
}
IS_SETTLED = (
    "SELECT 1 FROM conferences_participant WHERE id = %s "
    "AND wants_muted IS NULL AND wants_on_hold IS NULL"
)


def rooms(plant):
    found = plant.control("GET", "world")["conferences"]
    return [room for room in found if room["status"] == "in_progress"]


def members(plant):
    return {
        one["call_control_id"] for room in rooms(plant) for one in room["participants"]
    }


def member(plant, leg):
    (room,) = rooms(plant)
    return next(one for one in room["participants"] if one["call_control_id"] == leg)
