"""How an agent's telephone rings goes before what the queue says."""

from datetime import timedelta

import pytest

from agents.actions import set_ringing
from callcontrol.models import Command
from tests.queues.stage import Floor


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, ring_secs=25)


def headers(offer) -> list[dict[str, str]]:
    told: list[dict[str, str]] = Command.objects.get(pk=offer.dial_id).params[
        "custom_headers"
    ]
    return told


@pytest.mark.parametrize(("own", "secs"), [(None, 25), (8, 8), (60, 60)])
def test_it_rings_as_long_as_the_agent_or_else_the_queue_says(floor, cast, own, secs):
    set_ringing(floor.ana, False, own)
    floor.pick(cast.ana, floor.wait_in_line())
    offer = floor.last_offer()
    assert offer.expires_at - offer.made_at == timedelta(seconds=secs)


def test_who_chose_a_caller_has_said_that_they_answer(floor, cast):
    floor.pick(cast.ana, floor.wait_in_line())
    assert {"name": "X-Auto-Answer", "value": "true"} in headers(floor.last_offer())


def test_who_was_given_a_caller_answers_by_hand(floor, cast):
    entry = floor.wait_in_line()
    answer = floor.post(
        cast.sofia, f"/queues/entries/{entry.pk}/assign/", agent=floor.ana.pk
    )
    assert answer.status_code in (204, 302)
    assert [one["name"] for one in headers(floor.last_offer())] == ["X-Call"]


def test_a_telephone_is_asked_to_answer_by_itself(floor, cast):
    set_ringing(floor.ana, True, None)
    floor.pick(cast.ana, floor.wait_in_line())
    assert {"name": "X-Auto-Answer", "value": "true"} in headers(floor.last_offer())
