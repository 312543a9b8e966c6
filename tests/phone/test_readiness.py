"""Who is Available has a telephone that could ring; who has none is told why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agents.actions import sweep_phones
from agents.models import Agent, Softphone
from agents.queries import address_of

HTMX = {"HX-Request": "true"}
STATE = "/phone/state/"


@pytest.fixture
def softphone(ana):
    return Softphone.objects.create(
        user=ana.user,
        credential_id="c1",
        sip_username="gencred1",
        made_at=timezone.now(),
        changed_at=timezone.now(),
    )


def choose_available(user):
    client = Client()
    client.force_login(user)
    return client.post("/agents/me/state/", {"state": "available"}, headers=HTMX)


def state_of(agent) -> tuple[str, str]:
    found = Agent.objects.get(pk=agent.pk)
    return found.state, found.reason


def later(secs):
    return timezone.now() + timedelta(seconds=secs)


def test_phone_that_rings_makes_available(page, cast, ana, softphone):
    assert page.post(STATE, {"state": "ready"}).status_code == 204
    assert choose_available(cast.ana).status_code == 204
    assert address_of(cast.ana.pk) == "sip:gencred1@sip.telnyx.com"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("unregistered", "Your phone is not connected yet."),
        ("microphone", "Your phone has no microphone: let this page use one."),
    ],
)
def test_phone_that_cannot_ring_says_why(page, cast, ana, softphone, state, sentence):
    page.post(STATE, {"state": "ready"})
    page.post(STATE, {"state": state})
    answer = choose_available(cast.ana)
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert address_of(cast.ana.pk) == ""


def test_unknown_state_is_refused(page, ana, softphone):
    assert page.post(STATE, {"state": "loud"}).status_code == 422


def test_available_ends_with_the_phone_and_comes_back_with_it(
    page, cast, ana, softphone
):
    page.post(STATE, {"state": "ready"})
    choose_available(cast.ana)
    page.post(STATE, {"state": "microphone"})
    sweep_phones(now=later(4))
    assert state_of(ana) == ("available", ""), "a page may be loading anew"
    sweep_phones(now=later(6))
    assert state_of(ana) == ("not_ready", "No microphone")
    page.post(STATE, {"state": "ready"})
    sweep_phones(now=later(8))
    assert state_of(ana) == ("available", "")


def test_who_chose_not_to_be_ready_stays_so(page, cast, ana, softphone):
    page.post(STATE, {"state": "ready"})
    choose_available(cast.ana)
    page.post(STATE, {"state": "unregistered"})
    sweep_phones(now=later(6))
    client = Client()
    client.force_login(cast.ana)
    said = {"state": "not_ready", "reason": "Lunch"}
    assert client.post("/agents/me/state/", said, headers=HTMX).status_code == 204
    page.post(STATE, {"state": "ready"})
    sweep_phones(now=later(8))
    assert state_of(ana) == ("not_ready", "Lunch")


def test_other_phones_are_taken_for_ready(cast, ana):
    """An agent whose number is written down needs no browser."""
    ana.user.softphones.all().delete()
    assert choose_available(cast.ana).status_code == 204
