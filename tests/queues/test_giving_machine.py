"""Whatever callers, agents and time do, nobody is lost, doubled or overtaken.

A machine of random steps on the product and the emulator: callers come and go, phones
answer, decline, ring out or cannot be reached, agents come and leave and pick. After each
step what has to hold of offers holds; at the end everything is accounted for.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from agents.actions import choose_state
from agents.models import Agent
from callcontrol.models import Command
from calls.models import Call
from live.refusals import Refused
from queues.models import Offer, QueueEntry
from queues.states import OPEN_ENTRY, OPEN_OFFER, OfferOrigin, OfferState
from tests.conftest import make_cast
from tests.queues.crowd import offers_that_are_one_too_many
from tests.queues.stage import Floor

NOT_AGAIN = 20
PHONES = ("answer", "decline", "ignore", "unregistered", "fail")
who = st.integers(0, 1)


class Giving(RuleBasedStateMachine):
    # Set by the test, since a machine is made without arguments.
    make_world = staticmethod(lambda: None)

    def __init__(self):
        super().__init__()
        self.world = self.make_world()
        cast = make_cast()
        self.floor = Floor(self.world, cast, mode="both", not_again_secs=NOT_AGAIN)
        self.agents = [self.floor.ana, self.floor.ben]
        self.users = [cast.ana, cast.ben]
        self.callers = 0
        self.ended: set[int] = set()

    @initialize(behaviours=st.lists(st.sampled_from(PHONES), min_size=2, max_size=2))
    def phones(self, behaviours):
        for agent, behaviour in enumerate(behaviours):
            self.phone(agent, behaviour)

    @rule(agent=who, behaviour=st.sampled_from(PHONES))
    def phone(self, agent, behaviour):
        address = f"sip:{self.users[agent].username}@sip.telnyx.com"
        after = {"after_secs": 2} if behaviour != "ignore" else {}
        talk = {"talk_secs": 12} if behaviour == "answer" else {}
        self.world.script(address, behaviour=behaviour, **after, **talk)

    @rule(patience=st.sampled_from([None, 3, 25]))
    def somebody_calls(self, patience):
        self.callers += 1
        given = {"patience_secs": patience} if patience else {}
        self.floor.call_in(from_=f"+1555777{self.callers:04}", **given)

    @rule(agent=who, state=st.sampled_from(["available", "not_ready", "offline"]))
    def agent_chooses(self, agent, state):
        pk, user = self.agents[agent].pk, self.users[agent]
        reason = "Lunch" if state == "not_ready" else ""
        try:
            choose_state(pk, state, reason, chosen_by=user, now=self.world.now)
        except Refused:
            return

    @rule(agent=who)
    def agent_takes_next(self, agent):
        self.floor.post(self.users[agent], "/queues/take-next/")

    @rule(seconds=st.sampled_from([1, 4, 15]))
    def time_passes(self, seconds):
        self.world.run(seconds)

    @invariant()
    def one_offer_for_each(self):
        assert offers_that_are_one_too_many() == []

    @invariant()
    def end_is_final(self):
        ended = set(Call.objects.filter(state="ended").values_list("pk", flat=True))
        assert self.ended <= ended
        self.ended = ended

    @invariant()
    def nobody_is_overtaken(self):
        """Of two who wait, the later one is never offered first by the queue."""
        first = {}
        offers = Offer.objects.filter(origin=OfferOrigin.PUSH).order_by("pk")
        for offer in offers.select_related("entry"):
            first.setdefault(offer.entry, offer.made_at)
        entries = QueueEntry.objects.exclude(queued_at=None).order_by("entered_at")
        for later, at in first.items():
            for earlier in entries:
                if earlier.entered_at >= later.entered_at:
                    break
                has_left = earlier.left_at is not None and earlier.left_at <= at
                was_asked = earlier.offers.filter(made_at__lte=at).exists()
                assert has_left or was_asked, f"{later} was offered before {earlier}"

    @invariant()
    def nothing_is_sent_too_late(self):
        late = timedelta(seconds=0.5)
        sent = Command.objects.filter(kind="call.dial", first_sent_at__isnull=False)
        assert not sent.filter(first_sent_at__gt=F("not_after") + late).exists()

    def teardown(self):
        """Nobody waits beside an agent who is free for them, and all are counted."""
        self.world.run(3)
        resting = self.world.now - timedelta(seconds=NOT_AGAIN + 1)
        asked = Offer.objects.filter(ended_at__gt=resting).exclude(
            state=OfferState.CONNECTED
        )
        free = Agent.objects.filter(state="available").exclude(
            pk__in=asked.values("agent")
        )
        waiting = QueueEntry.objects.filter(state="waiting")
        assert not (free.exists() and waiting.exists()), "a caller waits in vain"
        open_offers = Offer.objects.filter(state__in=OPEN_OFFER)
        assert not open_offers.exclude(entry__state__in=OPEN_ENTRY).exists()
        states = list(QueueEntry.objects.values_list("state", flat=True))
        gone = [state for state in states if state not in OPEN_ENTRY]
        left = QueueEntry.objects.filter(left_at__isnull=False).count()
        assert len(gone) == left


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        (5, 10),
        pytest.param(60, 30, marks=(pytest.mark.long, pytest.mark.timeout(3600))),
    ],
)
def test_nobody_is_lost_doubled_or_overtaken(world, monkeypatch, examples, steps):
    def make_world():
        call_command("flush", verbosity=0, interactive=False)
        world.emulator.reset()
        world.bells.clear()
        world.swept_at.clear()
        world.at_screens.clear()
        return world

    monkeypatch.setattr(Giving, "make_world", staticmethod(make_world))
    run_state_machine_as_test(
        Giving,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
