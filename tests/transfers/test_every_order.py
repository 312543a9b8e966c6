"""Whatever is pressed, whoever hangs up, whatever Telnyx refuses or does not tell:
the caller is never left in silence, never cut off, and hears nothing that is not for him.

Who hears what is the emulator's own truth, asked five times a second.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from calls.models import Call
from calls.states import LegRole
from emulator.world.hearing import plans_of
from queues.models import Queue
from tests.conferences.stage import GUEST, Stage
from transfers.models import Transfer

BEN = "sip:ben@sip.telnyx.com"
STEP = 0.2
# So long may a caller hear nobody and nothing.
SILENCE = 10.0
# How long people wait before they do something.
PAUSES = (0.2, 1.0, 3.0)
ASKS = ("consult", "send", "send, else queue")
PRESSES = ("swap", "merge", "complete", "cancel")
HANG_UPS = ("ana hangs up", "the other side hangs up")
# What lets the caller hear the other side.
OPENS = {"send", "send, else queue", "merge", "complete", "ana hangs up"}
REFUSED = {"kind": "status", "status": 422, "count": 1}
WEATHERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "lost": {"webhooks": {"drop": {"probability": 0.3, "seed": 7}}},
    "slow": {
        "webhooks": {
            "delay": {"probability": 0.8, "min_secs": 0.5, "max_secs": 2, "seed": 7}
        }
    },
    "hold refused": {
        "api": [
            REFUSED | {"operation": "conferences.hold"},
            REFUSED | {"operation": "conferences.unhold"},
        ]
    },
    "join refused": {"api": [REFUSED | {"operation": "conferences.join"}]},
}
deeds = st.lists(
    st.tuples(
        st.sampled_from((*PRESSES, *PRESSES, *HANG_UPS)), st.sampled_from(PAUSES)
    ),
    max_size=4,
)


class Story:
    """One call, from the moment at which Ana and Carl talk."""

    def __init__(self, stage: Stage, target: str) -> None:
        self.stage, self.target = stage, target
        self.call = stage.talk()
        self.carl = stage.customer_leg(self.call).call_control_id
        self.done: set[str] = set()
        self.silent_for = 0.0

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            self.stage.world.run(STEP)
            self.listen()

    def listen(self) -> None:
        plan = plans_of(self.stage.world.emulator.world).get(self.carl)
        assert plan is not None, "the caller was cut off"
        is_silent = not plan.voices and not plan.sounds
        self.silent_for = self.silent_for + STEP if is_silent else 0.0
        assert self.silent_for <= SILENCE, "the caller was left in silence"
        if not self.done & OPENS:
            assert not self.others() & set(plan.voices), "he hears the consultation"

    def others(self) -> set[str]:
        """Return the legs of whoever Ana asked."""
        legs = self.call.legs.exclude(role=LegRole.CUSTOMER)
        asked = legs.exclude(user=self.stage.cast.ana)
        return set(asked.values_list("call_control_id", flat=True))

    def do(self, deed: str) -> None:
        self.done.add(deed)
        if deed in ASKS:
            self.ask(deed)
        elif deed == "ana hangs up":
            own = self.call.legs.filter(user=self.stage.cast.ana)
            self.hang_up(own.values_list("call_control_id", flat=True))
        elif deed == "the other side hangs up":
            self.hang_up(self.others())
        else:
            for one in Transfer.objects.filter(call=self.call):
                self.press(f"/transfers/{one.pk}/{deed}/")

    def ask(self, deed: str) -> None:
        how = {"way": "consult" if deed == "consult" else "send"}
        if deed == "send, else queue":
            how["if_unanswered"] = "queue"
        if self.target == "agent":
            self.press(f"/transfers/agents/{self.stage.ben.pk}/", **how)
        else:
            self.press("/transfers/number/", to=GUEST, **how)

    def press(self, address: str, **data: str) -> None:
        answer = self.stage.post(self.stage.cast.ana, address, **data)
        assert answer.status_code in (204, 409), (address, answer.content)

    def hang_up(self, legs: Any) -> None:
        """Hang up, but not on a bridge: Telnyx ends that with either side."""
        world = self.stage.world
        live = {leg["call_control_id"]: leg for leg in world.truth()["legs"]}
        is_bridged = live[self.carl]["place"]["kind"] == "bridged"
        for leg in legs:
            if not is_bridged and live.get(leg, {}).get("is_alive"):
                world.act(leg, "hangup")

    def end(self) -> None:
        """Let everybody go, and Ana and Ben be there for the next caller."""
        world = self.stage.world
        world.control("faults", webhooks={}, api=[])
        world.act(self.carl, "hangup")
        world.run(6)
        for leg in world.truth()["legs"]:
            if leg["is_alive"]:
                world.act(leg["call_control_id"], "hangup")
        calls = Call.objects.exclude(state="ended")
        world.run_until(lambda: not calls.exists(), within=60)
        for user in (self.stage.cast.ana, self.stage.cast.ben):
            self.stage.post(user, "/agents/me/state/", state="available")


@pytest.fixture
def stage(world, cast) -> Stage:
    stage = Stage(world, cast)
    Queue.objects.update(wrap_up_secs=0)
    return stage


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(
    weather=st.sampled_from(sorted(WEATHERS)),
    target=st.sampled_from(("agent", "number")),
    answers=st.sampled_from(("answer", "answer", "decline")),
    ask=st.sampled_from(ASKS),
    pause=st.sampled_from(PAUSES),
    then=deeds,
)
@example("hold refused", "agent", "answer", "consult", 3.0, [("complete", 1.0)])
@example("lost", "agent", "answer", "consult", 3.0, [("ana hangs up", 3.0)])
@example(
    "plain",
    "agent",
    "answer",
    "consult",
    3.0,
    [("swap", 0.2), ("the other side hangs up", 1.0)],
)
@pytest.mark.timeout(600)
def test_nothing_leaves_the_caller_in_silence(
    stage, weather, target, answers, ask, pause, then
):
    for address in (BEN, GUEST):
        stage.world.script(address, behaviour=answers, after_secs=1)
    story = Story(stage, target)
    stage.world.control("faults", **WEATHERS[weather] or {"api": []})
    story.do(ask)
    story.run(pause)
    for deed, rest in then:
        story.do(deed)
        story.run(rest)
    story.run(14)
    story.end()
