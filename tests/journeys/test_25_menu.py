"""Carl meets a menu before any queue, and always comes to somebody."""

import pytest

from calls.models import Call, Leg
from flows.actions import publish_flow
from flows.graph import START
from flows.models import Flow, Visit
from hours.models import WEEKDAYS, Schedule
from provisioning.models import PhoneNumber
from queues.models import QueueEntry
from tests.factories import make_queue
from tests.queues.stage import Floor

pytestmark = pytest.mark.usefixtures("any_weather")
PROMPT = "For support press 1. For our partner press 2."
CLOSED = "We open at nine. Goodbye."
PARTNER = "+15557770100"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, greeting="")


@pytest.fixture
def support(floor):
    return make_queue("Support", [])


@pytest.fixture
def flow(floor, support, world, cast) -> Flow:
    flow = Flow.objects.create(name="Front door", draft=nodes(floor, support))
    publish(flow, cast, world)
    return flow


def nodes(floor, support, **start):
    person = {"kind": "queue", "queue": floor.queue.pk}
    begin = {"kind": "hours", "schedule": None, "open": "menu", "closed": "closed"}
    return {
        START: {**begin, **start},
        "closed": {"kind": "words", "text": CLOSED},
        "menu": {
            "kind": "menu",
            "text": PROMPT,
            "wrong": "Sorry.",
            "seconds": 3,
            "tries": 2,
            "choices": {"1": "digit-1", "2": "digit-2", "0": "person"},
            "otherwise": "person",
        },
        "digit-1": {"kind": "queue", "queue": support.pk},
        "digit-2": {"kind": "number", "number": PARTNER, "text": "One moment."},
        "person": person,
    }


def publish(flow, cast, world):
    numbers = list(PhoneNumber.objects.all())
    return publish_flow(flow.pk, numbers, by=cast.adam, now=world.now)


def test_a_digit_leads_into_its_queue(flow, floor, support, world):
    carl = asked(floor, world)
    world.act(carl, "dtmf", digits="1")
    world.run_until(lambda: waits(carl, support))
    world.run(4)

    [question] = world.commands("calls.gather_using_speak")
    assert question["params"]["payload"] == PROMPT
    assert kinds() == [("hours", "open"), ("menu", "chosen"), ("queue", "queued")]
    assert len(world.commands("calls.answer")) == 1
    assert len(world.commands("calls.enqueue")) == 1
    assert Leg.objects.get(call_control_id=carl).hearing == "music"


def test_who_presses_nothing_comes_to_a_person(flow, floor, world):
    carl = asked(floor, world)
    world.run_until(lambda: waits(carl, floor.queue), within=60)
    assert len(world.commands("calls.gather_using_speak")) == 2
    assert kinds()[1] == ("menu", "nothing")


def test_a_wrong_digit_is_said_and_asked_again(flow, floor, support, world):
    carl = asked(floor, world)
    world.act(carl, "dtmf", digits="9")
    world.run_until(lambda: len(world.commands("calls.gather_using_speak")) == 2)
    again = world.commands("calls.gather_using_speak")[-1]
    assert again["params"]["payload"] == f"Sorry. {PROMPT}"
    world.run_until(lambda: gathers_now(carl, world))
    world.act(carl, "dtmf", digits="1")
    world.run_until(lambda: waits(carl, support))


def test_a_digit_rings_the_partner(flow, floor, world):
    world.script(PARTNER, behaviour="answer", after_secs=2, talk_secs=20)
    carl = asked(floor, world)
    world.act(carl, "dtmf", digits="2")
    world.run_until(lambda: Call.objects.get().state == "talking")
    world.run_until(lambda: kinds()[-1] == ("number", "connected"))


def test_a_partner_who_does_not_answer_leaves_carl_to_a_person(flow, floor, world):
    world.script(PARTNER, behaviour="busy")
    carl = asked(floor, world)
    world.act(carl, "dtmf", digits="2")
    world.run_until(lambda: waits(carl, floor.queue), within=40)
    assert kinds()[-1] == ("number", "unanswered")


def test_outside_hours_carl_hears_so(floor, support, world, cast):
    never = Schedule.objects.create(name="Never")
    draft = nodes(floor, support, schedule=never.pk)
    publish(Flow.objects.create(name="Front door", draft=draft), cast, world)
    carl = floor.call_in()
    world.run_until(lambda: Call.objects.filter(state="ended").exists(), within=40)
    assert kinds() == [("hours", "closed"), ("words", "told")]
    [speech] = world.commands("calls.speak")
    assert speech["params"]["payload"] == CLOSED
    assert not QueueEntry.objects.filter(leg__call_control_id=carl).exists()


def test_carl_ends_in_the_version_in_which_he_began(flow, floor, support, world, cast):
    always = Schedule.objects.create(name="Never, from now on")
    assert not any(getattr(always, day) for day in WEEKDAYS)
    carl = asked(floor, world)
    draft = nodes(floor, floor.queue, schedule=always.pk)
    Flow.objects.filter(pk=flow.pk).update(draft=draft)
    assert publish(flow, cast, world).number == 2
    world.act(carl, "dtmf", digits="1")
    world.run_until(lambda: waits(carl, support))
    assert {one.version.number for one in Visit.objects.all()} == {1}


def test_carl_who_hangs_up_at_the_menu_leaves_nothing_open(flow, floor, world):
    carl = asked(floor, world)
    world.act(carl, "hangup")
    world.run_until(lambda: Call.objects.get().state == "ended")
    world.run(4)
    assert kinds()[-1] == ("menu", "hung_up")
    assert not Visit.objects.filter(ended_at=None).exists()


def asked(floor, world):
    """Let Carl call, and be asked for a digit."""
    carl = floor.call_in()
    world.run_until(lambda: gathers_now(carl, world))
    return carl


def gathers_now(carl, world):
    """Whether the prompt of the last question is being spoken."""
    return Leg.objects.filter(call_control_id=carl, hearing="speech").exists()


def waits(carl, queue):
    rows = QueueEntry.objects.filter(leg__call_control_id=carl, queue=queue)
    return rows.filter(state="waiting").exists()


def kinds():
    rows = Visit.objects.order_by("pk")
    return list(rows.values_list("kind", "outcome"))
