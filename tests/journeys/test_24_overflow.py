"""Carl comes to a queue that cannot take him, and goes on to where it says."""

import pytest

from agents.actions import choose_state
from agents.states import AgentState
from calls.models import Call, Leg
from flows.models import Visit
from queues.models import Queue, QueueEntry
from queues.overflow import CLOSED_WORDS
from tests.factories import make_queue
from tests.queues.stage import Floor

pytestmark = pytest.mark.usefixtures("any_weather")
PARTNER = "+15557770100"
GOODBYE = "Please write to us. Goodbye."
WORDS = {"kind": "words", "text": GOODBYE}
NUMBER = {"kind": "number", "number": PARTNER}


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, greeting="")


def test_full_queue_sends_carl_to_another_one_with_his_clock(floor, world):
    support = make_queue("Support", [])
    overflows(floor, full={"kind": "queue", "queue": support.pk}, max_size=1)
    floor.wait_in_line(from_="+15557770002")
    carl = floor.call_in()
    world.run_until(lambda: waits(carl, support))
    world.run(3)

    first, second = entries_of(carl)
    assert (first.state, first.left_reason) == ("flowed_out", "full")
    assert second.entered_at == first.entered_at
    assert "Billing is full: goes on to Support." in told(carl)
    # He never stood in the queue that was full.
    [_, enqueue] = world.commands("calls.enqueue")
    assert enqueue["params"]["queue_name"] == "support"


def test_who_waits_too_long_goes_on_with_the_clock_of_the_whole_wait(floor, world):
    support = make_queue("Support", [])
    overflows(floor, too_long={"kind": "queue", "queue": support.pk}, max_wait_secs=60)
    carl = floor.call_in()
    world.run_until(lambda: waits(carl, floor.queue))
    world.run_until(lambda: waits(carl, support), within=80)
    world.run(3)

    first, second = entries_of(carl)
    assert (first.state, first.left_reason) == ("flowed_out", "too_long")
    assert 59_000 < first.waited_ms < 63_000
    assert second.entered_at == first.entered_at
    assert [len(one["entries"]) for one in world.truth()["queues"]] == [0, 1]
    assert Leg.objects.get(call_control_id=carl).hearing == "music"


def test_nobody_on_duty_means_words_and_a_goodbye(floor, world, cast):
    overflows(floor, nobody=WORDS)
    carl = floor.call_in()
    world.run_until(lambda: waits(carl, floor.queue))
    for agent in (floor.ana, floor.ben):
        leave(agent, AgentState.OFFLINE, world)
    world.run_until(lambda: ended(carl), within=30)

    assert [one["params"]["payload"] for one in world.commands("calls.speak")] == [
        GOODBYE
    ]
    visit = Visit.objects.get()
    assert (visit.kind, visit.outcome) == ("words", "told")
    [entry] = entries_of(carl)
    assert (entry.state, entry.left_reason) == ("flowed_out", "nobody")
    assert len(world.commands("calls.hangup")) == 1


def test_everybody_not_ready_rings_a_partner(floor, world):
    overflows(floor, not_ready=NUMBER)
    world.script(PARTNER, behaviour="answer", after_secs=2, talk_secs=20)
    for agent in (floor.ana, floor.ben):
        leave(agent, AgentState.NOT_READY, world)
    carl = floor.call_in()
    world.run_until(lambda: Call.objects.filter(state="talking").exists())
    assert Visit.objects.get().said == NUMBER
    world.run_until(lambda: ended(carl), within=40)

    assert Visit.objects.get().outcome == "connected"
    world.run(6)
    assert not Leg.objects.exclude(state="ended").exists()


def test_a_partner_who_does_not_answer_gives_carl_back_to_the_queue(floor, world):
    overflows(floor, not_ready=NUMBER)
    world.script(PARTNER, behaviour="ignore")
    for agent in (floor.ana, floor.ben):
        leave(agent, AgentState.NOT_READY, world)
    carl = floor.call_in()
    world.run_until(lambda: waits(carl, floor.queue), within=50)
    world.run(5)

    first, second = entries_of(carl)
    assert (first.state, first.left_reason) == ("flowed_out", "not_ready")
    # The queue lets nobody go twice: he waits, with the clock of the first time.
    assert (second.state, second.entered_at) == ("waiting", first.entered_at)
    assert Visit.objects.get().outcome == "unanswered"
    assert Leg.objects.get(call_control_id=carl).hearing == "music"


def test_closed_queue_that_says_nothing_tells_carl_so(floor, world):
    Queue.objects.filter(pk=floor.queue.pk).update(closed_at=world.now)
    carl = floor.call_in()
    world.run_until(lambda: ended(carl), within=30)

    [speech] = world.commands("calls.speak")
    assert speech["params"]["payload"] == CLOSED_WORDS
    [entry] = entries_of(carl)
    assert (entry.state, entry.left_reason) == ("flowed_out", "closed")
    assert world.commands("calls.enqueue") == []


def test_carl_who_hangs_up_while_the_partner_rings_leaves_nothing_behind(floor, world):
    overflows(floor, not_ready=NUMBER)
    world.script(PARTNER, behaviour="ignore")
    for agent in (floor.ana, floor.ben):
        leave(agent, AgentState.NOT_READY, world)
    carl = floor.call_in()
    world.run_until(lambda: len(world.commands("calls.dial")) == 1)
    world.run(4)
    world.act(carl, "hangup")
    world.run_until(lambda: ended(carl))
    world.run(6)

    assert Visit.objects.get().outcome == "hung_up"
    assert not Leg.objects.exclude(state="ended").exists()


def overflows(floor, max_size=100, max_wait_secs=3600, **destinations):
    rows = Queue.objects.filter(pk=floor.queue.pk)
    rows.update(overflow=destinations, max_size=max_size, max_wait_secs=max_wait_secs)


def leave(agent, state, world):
    reason = "Lunch" if state == AgentState.NOT_READY else ""
    choose_state(agent.pk, state, reason, chosen_by=agent.user, now=world.now)


def entries_of(carl):
    rows = QueueEntry.objects.filter(leg__call_control_id=carl)
    return list(rows.order_by("pk"))


def waits(carl, queue):
    rows = QueueEntry.objects.filter(leg__call_control_id=carl, queue=queue)
    return rows.filter(state="waiting").exists()


def call_of(carl):
    return Call.objects.get(legs__call_control_id=carl)


def ended(carl):
    return Call.objects.filter(legs__call_control_id=carl, state="ended").exists()


def told(carl):
    return list(call_of(carl).notes.values_list("text", flat=True))
