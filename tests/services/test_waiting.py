"""A caller waits, and both web processes show it."""

import pytest

from tests.services.stories import caller_waits

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]


def test_a_caller_waits_and_both_boards_see_it(plant, boards):
    carl = caller_waits(plant, "Carl Waits")

    for board in boards:
        board.wait_to_show("Carl Waits")
    assert len(plant.commands("calls.answer", leg=carl.leg)) == 1
    assert len(plant.commands("calls.enqueue", leg=carl.leg)) == 1
    plant.far_party(carl.leg, "hangup")
    for board in boards:
        board.wait_to_hide("Carl Waits")
