"""What the board shows agrees with itself: who is on a call, and what is counted."""

import re

import pytest
from django.test import Client

from calls.models import Call
from calls.states import LegRole
from provisioning.testcall import TEST_CALLER
from queues.models import QueueEntry
from tests.conferences.stage import GUEST, Stage
from tests.support.screens import element, text_of


def board(user) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get("/board/").content.decode().split())


def live_line(user, call: Call) -> str:
    """Return the heading of the call's line in the list of live calls."""
    line = element(board(user), f"live-call-{call.pk}")
    title = line.partition("cc-item-title")[2].partition("</div>")[0]
    return text_of(title.partition(">")[2])


def test_a_caller_who_talks_with_a_guest_alone_talks_with_somebody(
    stage: Stage, world, cast
):
    call = stage.talk()
    assert live_line(cast.sofia, call) == "Carl ↔ Ana"
    room = stage.room(call)
    stage.post(cast.ana, f"/conferences/{room.pk}/add/", to=GUEST)
    world.run_until(lambda: stage.joined(room) == 3)
    assert live_line(cast.sofia, call) == "Carl ↔ Ana, +1 555 777 0099"

    stage.post(cast.ana, f"/conferences/{room.pk}/leave/")
    world.run_until(lambda: stage.joined(room) == 2)
    world.run(2)

    assert live_line(cast.sofia, call) == "Carl ↔ +1 555 777 0099"


@pytest.mark.parametrize("role", ["monitor", "whisper", "barge"])
def test_a_caller_to_whom_somebody_listens_is_not_with_nobody(
    stage: Stage, world, cast, role
):
    """Also while it is not told yet that the agent's leg has ended."""
    call = stage.talk()
    stage.post(cast.sofia, f"/conferences/supervise/{call.pk}/", role=role)
    world.run(3)
    call.legs.filter(role=LegRole.AGENT).update(state="ended")
    assert "nobody" not in live_line(cast.sofia, call)
    assert live_line(cast.sofia, call) == "Carl ↔ Sofia"


def states_of_calls(user, **wanted: str) -> list[str]:
    """Return the state of each call in the list, as it is read."""
    client = Client()
    client.force_login(user)
    page = client.get("/calls/", wanted).content.decode()
    cells = re.findall(r'<td[^>]*data-label="State"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [text_of(cell) for cell in cells]


def test_a_test_call_is_answered_and_comes_before_nobody(stage: Stage, world, cast):
    seen: list[str] = []
    leg = stage.call_in(from_=TEST_CALLER, caller_name="Test call", patience_secs=8)
    for _ in range(12):
        world.run(0.5)
        page = board(cast.sofia)
        seen += [
            name
            for name in (
                "waiting-callers",
                "ringing",
                "live_calls",
                "conferences-panel",
            )
            if f'id="{name}"' in page and "Test call" in element(page, name)
        ]

    assert seen == []
    assert not QueueEntry.objects.exists()
    call = Call.objects.get()
    assert call.state == "ended"
    customer = call.legs.get()
    assert (customer.call_control_id, bool(customer.answered_at)) == (leg, True)
    assert "0 of 0 offered" in board(cast.sofia)
    assert states_of_calls(cast.sofia) == ["Test call"]
    assert states_of_calls(cast.sofia, state="abandoned") == []


def test_at_telnyx_itself_anybody_may_have_that_number(
    stage: Stage, world, cast, settings
):
    settings.TELNYX_IS_EMULATED = False
    leg = stage.call_in(from_=TEST_CALLER, patience_secs=60)
    waiting = QueueEntry.objects.filter(leg__call_control_id=leg, state="waiting")
    world.run_until(lambda: waiting.exists())
