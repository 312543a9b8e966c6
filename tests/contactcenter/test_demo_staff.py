"""The demo's own agents serve callers, and leave to people what people signed in as."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from agents.actions import choose_state
from agents.models import Agent
from agents.states import AgentState
from calls.models import Call
from contactcenter.demo.cast import at_lunch, in_trouble
from contactcenter.demo.staff import DemoStaff
from live.presence.actions import note_present
from outcomes.models import Remark
from outcomes.queries.contacts import calls_from
from provisioning.models import PhoneNumber
from queues.models import Offer


@pytest.fixture
def appointments(world, settings, tmp_path) -> str:
    """The number that feeds Appointments, of a demo that has just been started."""
    settings.DATA_DIR = tmp_path
    settings.DEMO_PHONES = "simulated"
    call_command("seed_demo", verbosity=0)
    return str(PhoneNumber.objects.get(route__queue__name="Appointments").number)


def live() -> Call:
    return Call.objects.exclude(state="ended").get()


def work(world, staff: DemoStaff, seconds: int) -> None:
    for _ in range(seconds):
        staff.work(now=timezone.now())
        world.run(1)


def states() -> dict[str, str]:
    return dict(Agent.objects.values_list("user__username", "state"))


def test_staff_signs_in_and_serves_a_caller(world, appointments):
    world.call_in(appointments, patience_secs=120, talk_secs=60)
    work(world, DemoStaff(2), seconds=30)

    assert live().state == "talking"
    assert sorted(states().values()) == ["available", *["offline"] * 22, "on_call"]


def test_nobody_waits_longer_for_who_did_not_answer(world, appointments):
    world.script("sip:agent24@sip.telnyx.com", behaviour="ignore")
    world.call_in(appointments, patience_secs=120, talk_secs=60)
    work(world, DemoStaff(1), seconds=30)
    assert states()["agent24"] in ("reserved", "available", "not_responding")

    world.script("sip:agent24@sip.telnyx.com", behaviour="answer", after_secs=1)
    work(world, DemoStaff(1), seconds=40)
    assert live().state == "talking"


def test_person_who_signs_in_is_let_alone(world, appointments, client):
    agent24 = Agent.objects.get(user__username="agent24")
    client.force_login(agent24.user)
    work(world, DemoStaff(2), seconds=5)

    assert states()["agent24"] == "offline"
    assert states()["agent23"] == "available"


def test_nobody_works_when_nobody_shall(world, appointments):
    work(world, DemoStaff(0), seconds=2)
    assert set(states().values()) == {"offline"}


def test_whom_a_supervisor_sent_away_stays_away(world, appointments, cast):
    staff = DemoStaff(2)
    work(world, staff, seconds=2)
    agent24 = Agent.objects.get(user__username="agent24")
    choose_state(
        agent24.pk, AgentState.OFFLINE, chosen_by=cast.sofia, now=timezone.now()
    )
    work(world, staff, seconds=3)

    assert states()["agent24"] == "offline"
    assert states()["agent23"] == "available"


def test_whoever_signs_in_as_an_agent_is_called_by_somebody_they_know_within_20_s(
    world, appointments, client
):
    ana = Agent.objects.get(user__username="agent1")
    client.force_login(ana.user)
    staff = DemoStaff(18, lambda **call: world.control("inbound_calls", **call))
    work(world, staff, seconds=3)
    note_present([ana.user_id], now=timezone.now())
    choose_state(ana.pk, AgentState.AVAILABLE, chosen_by=ana.user, now=timezone.now())
    world.at_screens.add(ana.user_id)
    for _ in range(20):
        work(world, staff, seconds=1)
        if states()["agent1"] in ("reserved", "on_call"):
            break
    assert states()["agent1"] in ("reserved", "on_call")
    offer = Offer.objects.get(agent=ana)
    earlier = calls_from(offer.entry.call.from_number, before=timezone.now())
    assert earlier.count() == 2


def test_lunch_leaves_one_queue_short_and_ends_again(world, appointments, settings):
    staff = DemoStaff(18)
    work(world, staff, seconds=2)
    noon = timezone.now().replace(minute=31, second=0) + timedelta(days=1)
    away = at_lunch(in_trouble(noon))
    staff.work(now=noon)
    assert {name for name, state in states().items() if state == "not_ready"} == {*away}
    staff.work(now=noon + timedelta(minutes=30))
    back = {*away} - {*at_lunch(in_trouble(noon + timedelta(minutes=30)))}
    assert {states()[name] for name in back} == {"available"}


def test_staff_says_what_came_of_a_call_where_that_is_required(world, appointments):
    number = PhoneNumber.objects.get(route__queue__name="Orders").number
    world.call_in(str(number), patience_secs=120, talk_secs=10)
    staff = DemoStaff(18)
    told = Remark.objects.exclude(call__call_session_id__startswith="regular")
    # They may have brought somebody in, who stays for longer than the caller.
    for _ in range(300):
        work(world, staff, seconds=1)
        if told.exists() and not Call.objects.exclude(state="ended").exists():
            break
    work(world, staff, seconds=5)
    assert Remark.objects.filter(call__call_session_id__startswith="regular").exists()
    told = told.get()
    assert told.outcome_words != ""
    assert set(states().values()) <= {"available", "offline", "not_ready"}
