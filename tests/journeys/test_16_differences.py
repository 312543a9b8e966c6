"""What Telnyx's lists show otherwise, and asking does not settle, is on the repair desk.

Each difference really comes about on the emulator, is told with the evidence of both
sides, and leaves the desk by its one repair.
"""

import json

import pytest

from callcontrol.models import Discrepancy
from calls.models import Leg
from queues.models import QueueEntry
from tests.conferences.stage import Stage
from tests.journeys.test_15_repair import press, sit_at_screens, text_of
from tests.queues.stage import Floor

KEY = {"Authorization": "Bearer KEY_EMULATOR"}
NO_ANSWER = {"kind": "status", "operation": "calls.retrieve", "status": 503}


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


@pytest.fixture
def desk(world, cast, screen):
    sit_at_screens(world)
    world.run(6)
    return screen(cast.sofia, "repair")


def let_nothing_be_known(world) -> None:
    """Lose every webhook, and let Telnyx answer no question about a single call."""
    world.control(
        "faults",
        webhooks={"drop": {"probability": 1}},
        api=[{**NO_ANSWER, "count": 500}],
    )


def let_telnyx_answer(world) -> None:
    world.control("faults", webhooks={"drop": {"probability": 1}})


def test_leg_that_is_live_here_and_over_at_telnyx(floor, desk, world, cast):
    entry = floor.wait_in_line()
    let_nothing_be_known(world)
    world.act(entry.leg.call_control_id, "hangup")
    world.run(20)
    told = text_of(desk)
    assert "Live here, ended at Telnyx" in told
    assert "Caller of the call with Carl" in told
    assert "At Telnyx It is not among the live calls" in told
    assert "Telnyx could not be asked: it did not answer. It is asked again in" in told

    ghost = Discrepancy.objects.get(kind="leg_gone_there", ended_at=None)
    address = f"/settings/repair/{ghost.pk}/"
    answer = floor.post(cast.sofia, address)
    assert answer.status_code == 409
    assert "Telnyx could not be asked: it did not answer." in answer.content.decode()
    assert Leg.objects.get().state == "answered"

    let_telnyx_answer(world)
    assert floor.post(cast.sofia, address).status_code == 200
    assert Leg.objects.get().state == "ended"
    world.run(6)
    assert "0 open" in text_of(desk)
    assert "so it has ended here" in text_of(desk, "repair-done")
    assert "Sofia" in text_of(desk, "repair-done")


def test_leg_that_is_live_at_telnyx_and_unknown_here(floor, desk, world, cast):
    let_nothing_be_known(world)
    floor.call_in()
    world.run(20)
    told = text_of(desk)
    assert "Live at Telnyx, unknown here" in told
    assert "Take in: Asks Telnyx for this leg. A caller is answered" in told
    assert not Leg.objects.exists()

    let_telnyx_answer(world)
    assert press(floor, cast.sofia) == 200
    assert Leg.objects.get().role == "customer"
    world.run(6)
    assert "0 open" in text_of(desk)
    assert "It was taken in." in text_of(desk, "repair-done")


def test_caller_who_is_not_let_into_the_queue(floor, desk, world, cast):
    full = {"kind": "status", "operation": "calls.enqueue", "code": "90036"}
    world.control("faults", api=[{**full, "status": 422, "count": 1}])
    floor.call_in(patience_secs=300)
    world.run(20)
    told = text_of(desk)
    assert "In a queue here, not at Telnyx" in told
    assert "Waits in Billing, keeps place and time" in told
    assert "Putting the caller into the queue did not work: the queue is full." in told

    assert press(floor, cast.sofia) == 200
    world.run(6)
    assert QueueEntry.objects.get().state == "waiting"
    assert "0 open" in text_of(desk)
    assert "let the caller into the queue" in text_of(desk, "repair-done")


def test_somebody_in_a_room_of_whom_nothing_is_known(world, cast, screen):
    """As when the other end of a call is brought in by hand, in Telnyx's portal."""
    # Sofia has her phone before the page is opened, which shows one in the browser else.
    stage = Stage(world, cast)
    desk = screen(cast.sofia, "repair")
    sit_at_screens(world)
    room = stage.room(stage.talk())
    stranger = call_another_application(world)
    path = f"conferences/{room.conference_id}/actions/join"
    telnyx(world, "POST", path, call_control_id=stranger)
    world.run(20)
    told = text_of(desk)
    assert "Room differs from Telnyx's" in told
    assert "2 people are in the room. At Telnyx 3 people are in the room." in told
    assert f"Leg {stranger} is in it, of whom nothing is known here." in told

    assert press(stage, cast.sofia) == 200
    assert "Telnyx was asked, and has 3 in the room." in text_of(desk)
    world.act(stranger, "hangup")
    world.run(6)
    assert "0 open" in text_of(desk)


def call_another_application(world) -> str:
    """Let somebody call an application of the account that is none of ours."""
    said = {"application_name": "Other", "webhook_api_version": "2"}
    url = {"webhook_event_url": "http://other.test/"}
    application = telnyx(world, "POST", "call_control_applications", **said, **url)
    numbers = telnyx(world, "GET", "phone_numbers")
    spare = numbers[-1]
    telnyx(
        world,
        "PATCH",
        f"phone_numbers/{spare['id']}",
        connection_id=application["id"],
    )
    leg: str = world.call_in(spare["phone_number"], from_="+15557770055")
    telnyx(world, "POST", f"calls/{leg}/actions/answer")
    world.emulator.advance(1)
    return leg


def telnyx(world, method, path, **params):
    body = json.dumps(params).encode() if params else b"{}"
    answer = world.emulator.handle(method, f"/v2/{path}", KEY, body)
    assert answer.status in (200, 201), answer.body
    return answer.json()["data"]


def test_what_lasts_for_a_moment_only_is_not_told(floor, desk, world):
    """A lost webhook is found by the comparison, and listed as repaired by itself."""
    entry = floor.wait_in_line()
    world.weather(drop={"probability": 1})
    world.act(entry.leg.call_control_id, "hangup")
    seen = set()
    for _ in range(20):
        world.run(1)
        seen.add("0 open" in text_of(desk))
    assert seen == {True}
    assert set(Discrepancy.objects.values_list("kind", flat=True)) == {"lost_webhook"}
