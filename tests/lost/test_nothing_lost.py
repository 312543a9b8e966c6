"""The judge of the lost is fair: where nothing is lost, it finds no fault."""

import json

import pytest

from tests.lost.journeys import JOURNEYS
from tests.lost.losses import Nothing
from tests.lost.story import play

# Seconds in which a screen follows what happens, sampled once a second.
AT_ONCE = 3


@pytest.mark.long
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.name)
def test_nothing_is_wrong_where_nothing_is_lost(journey, scene_of):
    scene = scene_of(**journey.queue)
    outcome = play(journey, Nothing(), scene)
    assert outcome.failures == ()
    told = [one for one in scene.watch.troubles if scene.watch.lasted(one) > AT_ONCE]
    assert told == []
    assert happened(scene) - EVERYWHERE == set(journey.events) - EVERYWHERE


# The bill comes with every leg, and means nothing to the product.
EVERYWHERE = {"call.cost", "conference.floor.changed"}


def happened(scene) -> set[str]:
    entries = scene.world.control("journal")["entries"]
    return {one["event_type"] for one in entries if one["kind"] == "event"}


def test_outcomes_survive_the_way_to_the_table(scene_of):
    """pytest-xdist carries properties as JSON."""
    scene = scene_of()
    outcome = play(JOURNEYS[3], Nothing(), scene)
    assert json.loads(json.dumps(outcome.as_dict()))["lost"] == "nothing"
