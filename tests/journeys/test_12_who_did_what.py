"""The call's page says of every command what was done to whom, and who asked for it."""

import pytest

from calls.queries import timeline
from calls.states import LegRole
from conferences.models import Participant
from tests.conferences.stage import Stage

pytestmark = pytest.mark.usefixtures("any_weather")


@pytest.fixture
def stage(world, cast) -> Stage:
    return Stage(world, cast)


def test_it_is_told_what_was_done_to_whom_and_by_whom(stage):
    call = stage.talk()
    for role in ("monitor", "whisper"):
        stage.post(stage.cast.sofia, f"/conferences/supervise/{call.pk}/", role=role)
        stage.world.run(6)
    stage.room(call)
    carl = Participant.objects.get(leg__role=LegRole.CUSTOMER)
    stage.post(stage.cast.ana, f"/conferences/participants/{carl.pk}/mute/")
    stage.world.run(3)

    told = timeline(call, call.legs.all(), with_raw=False)
    commands = [(one.text, one.about, one.who) for one in told if one.kind == "command"]
    assert ("Listen: dial sip:sofia@sip.telnyx.com", "", "Sofia") in commands
    assert ("Coach: dial sip:sofia@sip.telnyx.com", "", "Sofia") in commands
    assert ("Mute", "Carl", "Ana") in commands
