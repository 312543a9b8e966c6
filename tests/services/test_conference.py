"""A call becomes a conference with somebody from outside."""

import pytest

from tests.services.plant import eventually
from tests.services.stories import caller_waits, picks

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]


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
