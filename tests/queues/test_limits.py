"""How many callers a queue takes: a change reaches Telnyx, and who finds it full is told."""

from itertools import pairwise

import pytest
from django.test import Client

from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.models import Leg
from queues.models import Queue, QueueEntry
from tests.queues.stage import Floor
from tests.queues.test_views import FIELDS

ANA = "sip:ana@sip.telnyx.com"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, max_size=1)


def set_limit(floor, cast, size: int):
    given = {**FIELDS, "name": "Billing", "max_size": size, "mode": "pull"}
    given["agents"] = [floor.ana.pk, floor.ben.pk]
    given["phone_numbers"] = [floor.queue.routes.get().phone_number_id]
    music = {"hold_music_url": floor.queue.hold_music_url}
    return floor.post(cast.adam, f"/queues/{floor.queue.pk}/", **given, **music)


def at_telnyx(world) -> int:
    [queue] = world.truth()["queues"]
    return int(queue["max_size"])


def page(user, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def call_in(floor, **person) -> QueueEntry:
    """Let somebody call who is not let in; return their stay."""
    leg = floor.call_in(patience_secs=900, **person)
    found = QueueEntry.objects.filter(leg__call_control_id=leg, is_shut_out=True)
    floor.world.run_until(lambda: found.exists(), within=15)
    return found.get()


def test_a_changed_limit_reaches_telnyx_and_is_confirmed(floor, world, cast):
    floor.wait_in_line(patience_secs=900)
    assert at_telnyx(world) == 1

    assert set_limit(floor, cast, 10).status_code == 302
    assert "Telnyx is being told" in page(cast.sofia, "/queues/")
    world.run(0.5)

    assert at_telnyx(world) == 10
    [update] = world.commands("queues.update")
    assert update["params"] == {"max_size": 10}
    command = Command.objects.get(kind="queue.update")
    assert (command.state, command.requested_by) == (CommandState.CONFIRMED, cast.adam)
    assert "Telnyx is being told" not in page(cast.sofia, "/queues/")


def test_telnyx_is_not_told_of_what_did_not_change(floor, world, cast):
    floor.wait_in_line(patience_secs=900)
    set_limit(floor, cast, 1)
    world.run(1)
    assert world.commands("queues.update") == []


def test_a_queue_that_telnyx_does_not_know_gets_the_limit_with_its_next_caller(
    floor, world, cast
):
    set_limit(floor, cast, 7)
    world.run(1)
    assert Command.objects.get(kind="queue.update").state == CommandState.CONFIRMED
    floor.wait_in_line(patience_secs=900)
    assert at_telnyx(world) == 7


def test_a_limit_that_telnyx_refuses_is_shown_and_saved_once_more(floor, world, cast):
    floor.wait_in_line(patience_secs=900)
    fault = {"kind": "status", "operation": "queues.update", "status": 403}
    world.control("faults", api=[{**fault, "count": 1, "code": "10010"}])

    set_limit(floor, cast, 10)
    world.run(1)

    shown = page(cast.sofia, "/queues/")
    assert "Not at Telnyx" in shown
    assert "the API key is not allowed to do that." in shown
    set_limit(floor, cast, 10)
    world.run(1)
    assert at_telnyx(world) == 10
    assert "Not at Telnyx" not in page(cast.sofia, "/queues/")


def test_the_last_of_two_changes_holds_whichever_telnyx_takes_last(floor, world, cast):
    floor.wait_in_line(patience_secs=900)
    fault = {"kind": "status", "operation": "queues.update", "status": 503}
    world.control("faults", api=[{**fault, "count": 2}])
    set_limit(floor, cast, 20)
    world.run(0.2)
    set_limit(floor, cast, 5)
    world.run(30)
    assert Queue.objects.get().max_size == 5
    assert at_telnyx(world) == 5


def test_who_finds_the_queue_full_is_on_the_board_at_once_with_music(
    floor, world, cast, screen
):
    floor.wait_in_line(patience_secs=900)
    board = screen(cast.sofia, "board")

    shut_out = call_in(floor, from_="+15557770002", caller_name="Dora")

    asked = Command.objects.filter(kind="call.enqueue", call_id=shut_out.call_id)
    assert (world.now - asked.get().requested_at).total_seconds() < 1
    board.assert_equals_reload()
    assert "full: 1 of 1" in page(cast.sofia, "/board/")
    assert "full: 1 of 1" in page(cast.ana, "/desk/")
    world.run(1)
    leg = Leg.objects.get(pk=shut_out.leg_id)
    assert (leg.place, leg.hearing) == ("parked", "music")
    assert (leg.hearing_at - asked.get().requested_at).total_seconds() < 2


def test_who_finds_it_full_is_picked_like_any_other(floor, world, cast):
    floor.wait_in_line(patience_secs=900)
    shut_out = call_in(floor, from_="+15557770002")
    world.script(ANA, behaviour="answer", after_secs=1)

    assert floor.pick(cast.ana, shut_out).status_code == 204
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")

    shut_out.refresh_from_db()
    assert (shut_out.state, shut_out.is_shut_out) == ("answered", False)
    assert "full:" not in page(cast.sofia, "/board/")


def test_telnyx_is_asked_again_with_growing_pauses(floor, world):
    floor.wait_in_line(patience_secs=900)
    shut_out = call_in(floor, from_="+15557770002")
    world.run(300)

    asked = Command.objects.filter(kind="call.enqueue", call_id=shut_out.call_id)
    times = [one.requested_at for one in asked.order_by("requested_at")]
    pauses = [(b - a).total_seconds() for a, b in pairwise(times)]
    assert [round(pause / 30) for pause in pauses] == [1, 2, 4]
    # The board says so all the time, also while it is asked for.
    assert QueueEntry.objects.get(pk=shut_out.pk).is_shut_out


def test_who_is_let_in_goes_on_hearing_the_same_music(floor, world, cast):
    floor.wait_in_line(patience_secs=900)
    shut_out = call_in(floor, from_="+15557770002")
    world.run(40)
    set_limit(floor, cast, 10)
    inside = Leg.objects.filter(pk=shut_out.leg_id, place="queue")
    # At once, and not when the pause of a minute is over.
    world.run_until(lambda: inside.exists(), within=4)
    world.run(5)

    shut_out.refresh_from_db()
    assert (shut_out.state, shut_out.is_shut_out) == ("waiting", False)
    music = Command.objects.filter(purpose="entry.music", call_id=shut_out.call_id)
    assert music.count() == 1
    assert inside.get().hearing == "music"
