"""The demo's own agents serve callers, and leave to people what people signed in as."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from agents.actions import choose_state
from agents.models import Agent
from agents.states import AgentState
from calls.models import Call
from contactcenter.demo.staff import DemoStaff
from provisioning.models import PhoneNumber


@pytest.fixture
def support(world, settings, tmp_path) -> str:
    """The number that feeds Support, of a demo that has just been started."""
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", verbosity=0)
    return str(PhoneNumber.objects.get(route__queue__name="Support").number)


def work(world, staff: DemoStaff, seconds: int) -> None:
    for _ in range(seconds):
        staff.work(now=timezone.now())
        world.run(1)


def states() -> dict[str, str]:
    return dict(Agent.objects.values_list("user__username", "state"))


def test_staff_signs_in_and_serves_a_caller(world, support):
    world.call_in(support, patience_secs=120, talk_secs=60)
    work(world, DemoStaff(2), seconds=30)

    assert Call.objects.get().state == "talking"
    assert sorted(states().values()) == ["available", *["offline"] * 4, "on_call"]


def test_nobody_waits_longer_for_who_did_not_answer(world, support):
    world.script("sip:agent6@sip.telnyx.com", behaviour="ignore")
    world.call_in(support, patience_secs=120, talk_secs=60)
    work(world, DemoStaff(1), seconds=30)
    assert states()["agent6"] in ("reserved", "available", "not_responding")

    world.script("sip:agent6@sip.telnyx.com", behaviour="answer", after_secs=1)
    work(world, DemoStaff(1), seconds=40)
    assert Call.objects.get().state == "talking"


def test_person_who_signs_in_is_let_alone(world, support, client):
    agent6 = Agent.objects.get(user__username="agent6")
    client.force_login(agent6.user)
    work(world, DemoStaff(2), seconds=5)

    assert states()["agent6"] == "offline"
    assert states()["agent5"] == "available"


def test_nobody_works_when_nobody_shall(world, support):
    work(world, DemoStaff(0), seconds=2)
    assert set(states().values()) == {"offline"}


def test_whom_a_supervisor_sent_away_stays_away(world, support, cast):
    staff = DemoStaff(2)
    work(world, staff, seconds=2)
    agent6 = Agent.objects.get(user__username="agent6")
    choose_state(
        agent6.pk, AgentState.OFFLINE, chosen_by=cast.sofia, now=timezone.now()
    )
    work(world, staff, seconds=3)

    assert states()["agent6"] == "offline"
    assert states()["agent5"] == "available"
