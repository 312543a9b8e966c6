"""A supervisor listens, coaches, joins and leaves."""

import pytest

from tests.services.plant import eventually
from tests.services.stories import caller_waits, picks

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]


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
