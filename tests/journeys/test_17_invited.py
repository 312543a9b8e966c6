"""Adam makes Lena an agent on one form; she chooses a password and takes a call."""

import re

import pytest
from django.test import Client

from agents.models import Agent
from calls.models import Call
from queues.models import Membership
from tests.queues.stage import HTMX, Floor

PASSWORD = "a staple for every battery"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast)


def invite(floor: Floor) -> str:
    """Let Adam fill in the form; return where Lena chooses her password."""
    adam = Client()
    adam.force_login(floor.cast.adam)
    page = adam.post(
        "/settings/people/new/",
        {
            "name": "Lena Park",
            "email": "lena@example.org",
            "role": "agent",
            "reach": "own_queues",
            "phone": "lena@sip.telnyx.com",
            f"queue_{floor.queue.pk}": "1",
        },
    )
    found = re.search(r"/accounts/password/[\w-]+/", page.content.decode())
    assert found
    return found[0]


def sign_in(path: str) -> Client:
    lena = Client()
    lena.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    lena.post("/accounts/login/", {"login": "lena@example.org", "password": PASSWORD})
    return lena


def test_lena_is_invited_and_takes_a_call(floor, world):
    lena = sign_in(invite(floor))
    answer = lena.post("/agents/me/state/", {"state": "available"}, headers=HTMX)
    assert answer.status_code == 204
    entry = floor.wait_in_line()
    world.script("sip:lena@sip.telnyx.com", behaviour="answer", after_secs=1)
    assert lena.post("/queues/take-next/", headers=HTMX).status_code == 204
    world.run_until(lambda: Call.objects.get(pk=entry.call_id).state == "talking")
    agent = Agent.objects.get(name="Lena Park")
    world.run_until(lambda: floor.state_of(agent) == "on_call")


def test_lena_is_switched_off_during_a_call(floor, world):
    """The conversation goes on; then she is offline, and in no queue from the start."""
    lena = sign_in(invite(floor))
    lena.post("/agents/me/state/", {"state": "available"}, headers=HTMX)
    entry = floor.wait_in_line()
    world.script("sip:lena@sip.telnyx.com", behaviour="answer", after_secs=1)
    lena.post("/queues/take-next/", headers=HTMX)
    agent = Agent.objects.get(name="Lena Park")
    world.run_until(lambda: floor.state_of(agent) == "on_call")

    adam = Client()
    adam.force_login(floor.cast.adam)
    adam.post(f"/settings/people/{agent.user_id}/switch-off/")
    world.run(3)
    assert Call.objects.get(pk=entry.call_id).state == "talking"
    assert not Membership.objects.filter(agent=agent).exists()
    assert lena.get("/desk/").status_code == 302

    world.act(floor.customer_leg(entry.call).call_control_id, "hangup")
    world.run(40)
    assert floor.state_of(agent) == "offline"
