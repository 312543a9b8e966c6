"""What is stuck is on the repair desk, with one safe repair, and leaves it by itself."""

import re
from html import unescape

import pytest

from agents.models import Agent
from callcontrol import applier
from callcontrol.models import Command, Discrepancy, Event
from callcontrol.states import CommandState, EventState
from recordings.models import Recording
from tests.queues.stage import Floor
from tests.support.screens import element


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture(autouse=True)
def _threads_end():
    """A webhook that is applied again is handed to the threads of this process."""
    yield
    applier.stop()


@pytest.fixture
def desk(floor, world, cast, screen):
    sit_at_screens(world)
    world.run(6)
    return screen(cast.sofia, "repair")


def sit_at_screens(world) -> None:
    """Let every agent have a screen open from now on."""
    world.at_screens = set(Agent.objects.values_list("user", flat=True))


def text_of(desk, part: str = "repair-found") -> str:
    desk.assert_equals_reload()
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", element(desk.html, part)).split()))


def press(floor, user) -> int:
    row = Discrepancy.objects.get(ended_at__isnull=True)
    return int(floor.post(user, f"/settings/repair/{row.pk}/").status_code)


def test_it_is_empty_on_an_ordinary_day(floor, desk, world):
    assert "Nobody is on the line, here or at Telnyx" in text_of(desk)
    call = floor.talk()
    world.run(6)
    assert re.search(r"All \d live things agree with Telnyx", text_of(desk))
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run(60)
    assert "0 open" in text_of(desk)
    assert not Discrepancy.objects.exists()


def test_agent_who_is_reserved_without_an_offer_is_set_free(floor, desk, world, cast):
    Agent.objects.filter(pk=floor.ana.pk).update(
        state="reserved", state_since=world.now
    )
    world.run(20)
    told = text_of(desk)
    assert "Agent reserved without an offer" in told
    assert "Set free: Sets the agent Available" in told
    assert press(floor, cast.sofia) == 200
    assert "Asked for by Sofia" in text_of(desk)

    world.run(6)
    assert floor.state_of(floor.ana) == "available"
    assert "0 open" in text_of(desk)
    assert "Ana Agent reserved without an offer" in text_of(desk, "repair-done")
    assert "The agent was set free." in text_of(desk, "repair-done")


def stop_seeing_who_is_there(world) -> None:
    """Let the sweep that finds who is gone be broken."""
    world.swept_at["agents.sweep_presence"] = float("inf")


def test_agent_without_a_screen_is_set_offline(floor, desk, world, cast):
    stop_seeing_who_is_there(world)
    world.run(30)
    assert "0 open" in text_of(desk)
    world.at_screens.discard(floor.ana.user_id)
    world.run(25)
    assert "0 open" in text_of(desk)
    world.run(15)
    told = text_of(desk)
    assert "Ana" in told
    assert "Agent available without a screen" in told
    assert "Set Offline: Sets the agent Offline" in told
    assert press(floor, cast.sofia) == 200

    world.run(6)
    assert floor.state_of(floor.ana) == "offline"
    assert "0 open" in text_of(desk)
    assert "The agent was set Offline." in text_of(desk, "repair-done")


def test_agent_who_comes_back_to_a_screen_is_left_alone(floor, desk, world):
    stop_seeing_who_is_there(world)
    world.at_screens.discard(floor.ana.user_id)
    world.run(40)
    assert "Agent available without a screen" in text_of(desk)
    world.at_screens.add(floor.ana.user_id)
    world.run(8)
    assert "0 open" in text_of(desk)
    assert floor.state_of(floor.ana) == "available"


def test_dead_letter_is_applied_again_by_an_administrator(floor, desk, world, cast):
    floor.wait_in_line()
    event = Event.objects.filter(event_type="call.enqueued").get()
    Event.objects.filter(pk=event.pk).update(state=EventState.DEAD, error="KeyError")
    world.run(6)
    assert "Webhook call.enqueued" in text_of(desk)
    assert press(floor, cast.sofia) == 403
    assert Event.objects.get(pk=event.pk).state == EventState.DEAD
    assert press(floor, cast.adam) == 200
    world.run(6)
    assert Event.objects.get(pk=event.pk).state == EventState.APPLIED
    assert "0 open" in text_of(desk)


def test_command_without_an_outcome_is_closed(floor, desk, world, cast):
    entry = floor.wait_in_line()
    Command.objects.filter(call_id=entry.call_id, kind="call.answer").update(
        state=CommandState.UNKNOWN, confirmed_at=None, settled_at=world.now
    )
    world.run(6)
    assert "Command without an outcome" in text_of(desk)
    assert press(floor, cast.sofia) == 200
    world.run(6)
    assert "0 open" in text_of(desk)


def test_recording_that_was_given_up_is_fetched_again(floor, desk, world, cast):
    call = floor.talk()
    recording = Recording.objects.create(
        call=call,
        leg=floor.customer_leg(call),
        recording_id="lost",
        state="failed",
        requested_at=world.now,
        failure="The link had expired.",
    )
    world.run(6)
    assert "Recording of the call with Carl" in text_of(desk)
    assert press(floor, cast.sofia) == 200
    recording.refresh_from_db()
    assert recording.failure != "The link had expired."


def test_what_reconciliation_took_in_is_listed(floor, desk, world):
    entry = floor.wait_in_line()
    world.weather(drop={"probability": 1})
    world.act(entry.leg.call_control_id, "hangup")
    world.run(40)
    told = text_of(desk, "repair-done")
    assert "call.hangup Webhook that never came" in told
    assert "by itself" in told
    assert "0 open" in text_of(desk)


def test_agents_cannot_open_it(floor, world, cast, client):
    client.force_login(cast.ana)
    assert client.get("/settings/repair/").status_code == 403
