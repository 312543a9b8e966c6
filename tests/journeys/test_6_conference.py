"""Carl and Ana become a room: Sofia mutes and holds, a guest comes, Ana goes, it ends."""

import pytest

from calls.models import Call
from calls.states import LegRole
from conferences.models import Conference, Participant
from tests.conferences.stage import GUEST, Stage

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def stage(world, cast) -> Stage:
    return Stage(world, cast)


def person(label) -> Participant:
    return Participant.objects.get(label=label)


def press(stage, user, label, verb):
    path = f"/conferences/participants/{person(label).pk}/{verb}/"
    assert stage.post(user, path).status_code == 204


def bring_in_guest(stage, conference):
    path = f"/conferences/{conference.pk}/add/"
    assert stage.post(stage.cast.ana, path, to=GUEST).status_code == 204
    stage.world.run_until(lambda: stage.joined(conference) == 3)
    stage.world.run(2)


def hears(stage, call):
    """Return what the caller and the agent hear."""
    roles = (LegRole.CUSTOMER, LegRole.AGENT)
    return [stage.hears(stage.leg(call, role)) for role in roles]


def test_sofia_mutes_and_holds_carl(stage):
    call = stage.talk()
    stage.room(call)
    stage.world.run(2)
    assert hears(stage, call) == [{"agent"}, {"customer"}]

    press(stage, stage.cast.sofia, "Carl", "mute")
    stage.world.run_until(lambda: person("Carl").is_muted)
    assert hears(stage, call) == [{"agent"}, set()]

    press(stage, stage.cast.sofia, "Carl", "hold")
    stage.world.run_until(lambda: person("Carl").is_on_hold)
    assert hears(stage, call) == [set(), set()]

    press(stage, stage.cast.sofia, "Carl", "unhold")
    press(stage, stage.cast.sofia, "Carl", "unmute")
    stage.world.run_until(lambda: not person("Carl").is_on_hold)
    stage.world.run_until(lambda: not person("Carl").is_muted)
    assert hears(stage, call) == [{"agent"}, {"customer"}]


def test_guest_comes_ana_goes_and_the_others_talk_on(stage):
    call = stage.talk()
    conference = stage.room(call)
    bring_in_guest(stage, conference)
    assert hears(stage, call) == [{"agent", "guest"}, {"customer", "guest"}]

    path = f"/conferences/{conference.pk}/leave/"
    assert stage.post(stage.cast.ana, path).status_code == 204
    stage.world.run(5)

    assert stage.hears(stage.leg(call, LegRole.CUSTOMER)) == {"guest"}
    assert (Conference.objects.get().state, Call.objects.get().state) == (
        "live",
        "talking",
    )
    assert stage.state_of(stage.ana) == "wrap_up"


def test_end_for_all_ends_it_for_everybody(stage):
    call = stage.talk()
    conference = stage.room(call)
    bring_in_guest(stage, conference)

    path = f"/conferences/{conference.pk}/end/"
    assert stage.post(stage.cast.ana, path).status_code == 204
    stage.world.run(6)

    assert Conference.objects.get().state == "ended"
    assert set(Participant.objects.values_list("state", flat=True)) == {"left"}
    assert Call.objects.get().state == "ended"
    assert not call.legs.exclude(state="ended").exists()
    assert stage.state_of(stage.ana) == "wrap_up"


def test_carl_hangs_up_and_the_room_is_over(stage):
    call = stage.talk()
    stage.room(call)

    stage.world.act(stage.leg(call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run(8)

    assert Conference.objects.get().state == "ended"
    assert Call.objects.get().state == "ended"


def test_screens_follow_all_of_it(stage, screen):
    call = stage.talk()
    conference = stage.room(call)
    screens = [
        screen(stage.cast.ana, "desk"),
        screen(stage.cast.sofia, "board"),
        screen(stage.cast.sofia, "room", conference.pk),
    ]
    bring_in_guest(stage, conference)
    press(stage, stage.cast.sofia, GUEST, "hold")
    stage.world.run(3)
    for one in screens:
        one.assert_equals_reload()

    press(stage, stage.cast.sofia, GUEST, "remove")
    stage.world.run(4)
    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/end/")
    stage.world.run(4)

    for one in screens:
        one.assert_equals_reload()
