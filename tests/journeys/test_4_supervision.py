"""Sofia listens to Carl and Ana, coaches Ana, joins them, goes back, and leaves."""

import pytest

from calls.models import Call
from calls.states import LegRole
from conferences.models import Supervision
from conferences.queries.supervised import dock_of
from tests.conferences.stage import Stage

pytestmark = pytest.mark.usefixtures("any_weather")


class Watch:
    """Sofia on one call, and the two things that must hold at every moment."""

    def __init__(self, stage: Stage, call: Call) -> None:
        self.stage = stage
        self.call = call

    def press(self, role: str) -> None:
        path = f"/conferences/supervise/{self.call.pk}/"
        answer = self.stage.post(self.stage.cast.sofia, path, role=role)
        assert answer.status_code == 204, answer.content

    def leave(self) -> None:
        newest = Supervision.objects.latest("pk")
        path = f"/conferences/supervisions/{newest.pk}/leave/"
        assert self.stage.post(self.stage.cast.sofia, path).status_code == 204

    def wait(self, seconds: float) -> None:
        """Let time pass in small steps, and look at each of them."""
        for _ in range(round(seconds / 0.1)):
            self.stage.world.run(0.1)
            self.check()

    def check(self) -> None:
        caller_hears = self.stage.hears(self.stage.leg(self.call, LegRole.CUSTOMER))
        dock = dock_of(self.stage.cast.sofia.pk, now=self.stage.world.now)
        asked = Supervision.objects.filter(role="barge").exists()
        if "supervisor" in caller_hears:
            # Nobody but a supervisor who asked to be heard.
            assert asked
        assert "agent" in caller_hears
        if dock is not None and dock.is_heard_by_caller:
            assert asked

    @property
    def roles(self) -> list[str]:
        """What Sofia is in now, as the screen says it."""
        rows = Supervision.objects.filter(state="active")
        return list(rows.values_list("role", flat=True))

    def heard_by(self, role: LegRole) -> bool:
        return "supervisor" in self.stage.hears(self.stage.leg(self.call, role))


@pytest.fixture
def stage(world, cast) -> Stage:
    return Stage(world, cast)


@pytest.fixture
def watch(stage) -> Watch:
    return Watch(stage, stage.talk())


def test_sofia_goes_through_all_roles_and_leaves(watch):
    seen = []
    for role in ("monitor", "whisper", "barge", "whisper", "monitor"):
        watch.press(role)
        watch.wait(6)
        seen.append((watch.roles, watch.heard_by(LegRole.AGENT), caller_hears(watch)))
    watch.leave()
    watch.wait(4)

    assert seen == [
        (["monitor"], False, False),
        (["whisper"], True, False),
        (["barge"], True, True),
        (["whisper"], True, False),
        (["monitor"], False, False),
    ]
    assert watch.roles == []
    assert not watch.call.legs.filter(role="supervisor").exclude(state="ended").exists()
    assert Call.objects.get().state == "talking"


def caller_hears(watch):
    return watch.heard_by(LegRole.CUSTOMER)


def test_whisper_is_never_heard_by_carl(watch):
    watch.press("whisper")
    for _ in range(60):
        watch.stage.world.run(0.1)
        assert not watch.heard_by(LegRole.CUSTOMER)
    assert watch.heard_by(LegRole.AGENT)


def test_sofia_leaves_before_her_phone_is_answered(watch):
    watch.press("barge")
    watch.stage.world.run(0.3)
    watch.leave()
    for _ in range(80):
        watch.stage.world.run(0.1)
        assert not watch.heard_by(LegRole.CUSTOMER)

    assert Supervision.objects.get().state == "ended"


def test_screen_says_what_is_so_at_the_end(watch, stage, screen):
    board = screen(stage.cast.sofia, "board")
    watch.press("monitor")
    watch.wait(6)
    board.assert_equals_reload()
    assert "Listening to Ana" in " ".join(board.html.split())

    stage.world.act(stage.leg(watch.call, LegRole.CUSTOMER).call_control_id, "hangup")
    stage.world.run(6)

    board.assert_equals_reload()
    assert Supervision.objects.get().state == "ended"
