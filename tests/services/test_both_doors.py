"""Webhooks come through both web processes, each of them even twice."""

import pytest

from tests.services.plant import eventually
from tests.services.stories import caller_waits

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]


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
