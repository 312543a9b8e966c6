"""Ana holds Carl, mutes herself and presses digits, and both notice nothing else."""

import itertools

import pytest

from calls.models import Call
from calls.states import LegRole
from conferences.models import Conference, Participant
from tests.conferences.stage import Stage


@pytest.fixture
def stage(world, cast) -> Stage:
    return Stage(world, cast)


def press(stage, call, verb, status=204, **data):
    answer = stage.post(stage.cast.ana, f"/conferences/calls/{call.pk}/{verb}/", **data)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def hears(stage, call):
    """Return what the caller and the agent hear."""
    roles = (LegRole.CUSTOMER, LegRole.AGENT)
    return [stage.hears(stage.leg(call, role)) for role in roles]


def caller(call) -> Participant:
    return Participant.objects.get(conference__call=call, leg__role="customer")


def hold(stage, call):
    press(stage, call, "hold")
    stage.world.run_until(lambda: caller(call).is_on_hold)


def desk(stage):
    return stage.get(stage.cast.ana, "/desk/").content.decode()


@pytest.mark.usefixtures("any_weather")
def test_a_held_caller_hears_music_and_comes_back(stage):
    call = stage.talk()
    hold(stage, call)
    assert hears(stage, call) == [set(), set()]
    assert stage.plays_to(stage.leg(call, LegRole.CUSTOMER)) == ["hold"]
    assert "Carl is on hold and hears the hold music." in desk(stage)

    press(stage, call, "unhold")
    stage.world.run_until(lambda: not caller(call).is_on_hold)
    assert hears(stage, call) == [{"agent"}, {"customer"}]


def test_nobody_has_to_know_that_a_conference_carries_it(stage):
    call = stage.talk()
    hold(stage, call)
    assert "room" not in _call_part(desk(stage)).lower()
    assert "Carl" not in _rooms_part(stage)


def _call_part(page: str) -> str:
    return page.split('id="desk-call"')[1].split("</section>")[0].split("<footer")[0]


def _rooms_part(stage):
    page = stage.get(stage.cast.sofia, "/conferences/").content.decode()
    return page.split('id="rooms-list"')[1]


@pytest.mark.usefixtures("any_weather")
def test_a_muted_agent_is_not_heard(stage):
    call = stage.talk()
    press(stage, call, "mute")
    own = lambda: Participant.objects.get(leg__role="agent")  # noqa: E731
    stage.world.run_until(lambda: own().is_muted)
    assert hears(stage, call) == [set(), {"customer"}]
    assert "You are muted: Carl hears silence." in desk(stage)

    press(stage, call, "unmute")
    stage.world.run_until(lambda: not own().is_muted)
    assert hears(stage, call) == [{"agent"}, {"customer"}]


def test_hanging_up_on_a_held_caller_ends_the_call(stage):
    call = stage.talk()
    hold(stage, call)
    answer = stage.post(stage.cast.ana, f"/calls/{call.pk}/hangup/")
    assert answer.status_code == 204
    stage.world.run(5)
    assert Call.objects.get().state == "ended"
    assert not call.legs.exclude(state="ended").exists()


def test_somebody_added_makes_it_a_room(stage):
    call = stage.talk()
    hold(stage, call)
    assert not Conference.objects.get().is_shown
    answer = stage.post(stage.cast.ana, f"/conferences/start/{call.pk}/")
    assert answer.status_code == 204
    assert Conference.objects.get().is_shown


def test_what_cannot_be_is_said(stage):
    call = stage.talk()
    assert "not on hold" in press(stage, call, "unhold", status=409)
    assert "not muted" in press(stage, call, "unmute", status=409)
    press(stage, call, "hold")
    assert "not confirmed yet" in press(stage, call, "hold", status=409)


def test_a_refusal_leaves_the_two_talking_and_is_told(stage):
    call = stage.talk()
    fault = {"kind": "status", "operation": "conferences.create", "status": 422}
    stage.world.control("faults", api=[{**fault, "count": 99}])
    press(stage, call, "hold")
    stage.world.run(8)
    assert hears(stage, call) == [{"agent"}, {"customer"}]
    assert Conference.objects.get().state == "failed"
    assert "did not work" in desk(stage)


def test_digits_go_to_the_callers_side(stage):
    call = stage.talk()
    keypad = f"/calls/{call.pk}/keypad/"
    assert stage.post(stage.cast.ana, keypad, digits="12 #").status_code == 204
    stage.world.run(2)
    [sent] = stage.world.commands("calls.send_dtmf")
    assert sent["params"]["digits"] == "12#"
    assert stage.post(stage.cast.ana, keypad, digits="twelve").status_code == 422
    assert stage.post(stage.cast.ben, keypad, digits="1").status_code == 404


def test_nobody_hears_more_than_a_click_when_the_conference_is_made(stage):
    call = stage.talk()
    world = stage.world.emulator
    agent = stage.leg(call, LegRole.AGENT).call_control_id
    heard = []

    def listen(plans) -> None:
        heard.extend(
            (world.clock.now(), bool(plan.voices))
            for plan in plans
            if plan.call_control_id == agent
        )

    stop = world.on_hearing(listen)
    press(stage, call, "mute")
    stage.world.run(3)
    stop()
    assert heard[0][1]
    assert heard[-1][1]
    assert _longest_gap(heard) <= 0.2


def _longest_gap(heard):
    """Return the longest time in which nobody was heard, in seconds."""
    pairs = itertools.pairwise(heard)
    return max((b[0] - a[0] for a, b in pairs if not a[1]), default=0.0)
