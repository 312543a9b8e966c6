"""Whoever leaves is not rung any more, and is Offline once their call is over."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from agents.models import Agent, AgentStateChange
from conferences.models import Supervision
from conferences.states import OPEN_SUPERVISION
from people import actions as people
from queues.models import Offer
from tests.factories import PASSWORD, make_phone
from tests.queues.stage import Floor

SIGN_OUT = "/accounts/logout/"
LOGIN = "/accounts/login/"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, wrap_up_secs=5)


@pytest.fixture
def browser(floor, cast) -> Client:
    """Ana's, in which she is signed in."""
    client = Client()
    client.post(LOGIN, {"login": "ana", "password": PASSWORD})
    return client


def is_signed_in(browser: Client) -> bool:
    return browser.get("/board/").status_code == 200


def hang_up(floor, world, call) -> None:
    world.act(floor.customer_leg(call).call_control_id, "hangup")


def test_signing_out_between_calls_is_going_offline(floor, browser):
    answer = browser.post(SIGN_OUT)
    assert answer.headers["Location"] == LOGIN
    assert floor.state_of(floor.ana) == "offline"
    assert not is_signed_in(browser)


def test_signing_out_stops_the_phone_and_the_caller_waits_on(
    floor, browser, world, cast
):
    entry = floor.wait_in_line()
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    assert floor.pick(cast.ana, entry).status_code == 204
    world.run_until(lambda: floor.state_of(floor.ana) == "reserved")
    world.run(1)
    browser.post(SIGN_OUT)
    world.run(4)
    assert floor.state_of(floor.ana) == "offline"
    assert Offer.objects.get().state == "cancelled"
    entry.refresh_from_db()
    assert entry.state == "waiting"
    assert len([leg for leg in world.truth()["legs"] if leg["is_alive"]]) == 1


def test_on_a_call_one_is_asked_and_may_sign_out_after_it(floor, browser, world):
    call = floor.talk()
    question = browser.post(SIGN_OUT)
    assert question.status_code == 200
    assert "Sign out after this call" in question.content.decode()
    assert is_signed_in(browser)

    browser.post(SIGN_OUT, {"when": "after"})
    assert floor.state_of(floor.ana) == "on_call"
    assert is_signed_in(browser)
    hang_up(floor, world, call)
    world.run_until(lambda: floor.state_of(floor.ana) == "offline")
    assert not is_signed_in(browser)


def test_on_a_call_one_may_sign_out_at_once_and_the_call_goes_on(floor, browser, world):
    call = floor.talk()
    browser.post(SIGN_OUT, {"when": "now"})
    assert not is_signed_in(browser)
    world.run(3)
    assert floor.state_of(floor.ana) == "on_call"
    hang_up(floor, world, call)
    world.run_until(lambda: floor.state_of(floor.ana) == "offline")


def test_who_changes_their_mind_stays_signed_in(floor, browser, world, cast):
    call = floor.talk()
    browser.post(SIGN_OUT, {"when": "after"})
    floor.post(cast.ana, "/agents/me/state/", state="available")
    hang_up(floor, world, call)
    world.run_until(lambda: floor.state_of(floor.ana) == "available")
    assert is_signed_in(browser)


def test_supervisor_who_signs_out_listens_no_more(floor, world, cast):
    make_phone(cast.sofia)
    call = floor.talk()
    world.script("sip:sofia@sip.telnyx.com", behaviour="answer", after_secs=1)
    address = f"/conferences/supervise/{call.pk}/"
    assert floor.post(cast.sofia, address, role="monitor").status_code == 204
    going_on = Supervision.objects.filter(state__in=OPEN_SUPERVISION)
    world.run_until(going_on.exists)
    world.run(3)
    floor.post(cast.sofia, SIGN_OUT)
    world.run(3)
    assert not going_on.exists()
    assert len([leg for leg in world.truth()["legs"] if leg["is_alive"]]) == 2


def test_expired_session_is_leaving(floor, browser, world, cast):
    is_signed_in(browser)
    Session.objects.update(expire_date=world.now)
    world.run(6)
    # Her page still answers: she may have another session.
    assert floor.state_of(floor.ana) == "available"
    world.at_screens.discard(cast.ana.pk)
    world.run(26)
    assert floor.state_of(floor.ana) == "offline"
    assert floor.state_of(floor.ben) == "available"


def test_account_that_is_switched_off_is_leaving_after_the_call(floor, world, cast):
    call = floor.talk()
    people.switch_off(cast.ana.pk, by=cast.adam, now=world.now)
    people.switch_off(cast.ben.pk, by=cast.adam, now=world.now)
    assert floor.state_of(floor.ben) == "offline"
    world.run(3)
    assert floor.state_of(floor.ana) == "on_call"
    hang_up(floor, world, call)
    world.run_until(lambda: floor.state_of(floor.ana) == "offline")


def test_supervisor_commands_many_and_reads_what_became_of_each(
    floor, browser, world, cast
):
    floor.talk()
    both = [floor.ana.pk, floor.ben.pk]
    answer = floor.post(
        cast.sofia, "/agents/many/", agents=both, wish="not_ready:Lunch"
    )
    told = " ".join(answer.content.decode().split())
    assert "Done for 2 of 2" in told
    assert "On call; Lunch after this call." in told
    assert "Lunch." in told
    ana, ben = Agent.objects.get(pk=floor.ana.pk), Agent.objects.get(pk=floor.ben.pk)
    assert (ana.pending_reason, ana.pending_by) == ("Lunch", cast.sofia)
    assert (ben.reason, ben.set_by) == ("Lunch", cast.sofia)

    answer = floor.post(cast.sofia, "/agents/many/", agents=both, wish="finish_wrap_up")
    assert "Done for 0 of 2" in answer.content.decode()
    assert "There is no wrap-up to finish." in answer.content.decode()
    answer = floor.post(cast.sofia, "/agents/many/", agents=both, wish="sign_out")
    assert "Signed out." in answer.content.decode()
    assert is_signed_in(browser)


def test_who_set_a_state_is_kept_through_the_call(floor, world, cast):
    call = floor.talk()
    state = f"/agents/{floor.ana.pk}/state/"
    asked_at = world.now
    floor.post(cast.sofia, state, state="not_ready", reason="Lunch")
    hang_up(floor, world, call)
    world.run_until(lambda: floor.state_of(floor.ana) == "not_ready")
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert (ana.set_by, ana.set_at) == (cast.sofia, asked_at)
    last = AgentStateChange.objects.get(agent=ana, ended_at=None)
    assert (last.changed_by, last.chosen_at) == (cast.sofia, asked_at)
    assert last.started_at > asked_at + timedelta(seconds=4)


def test_wrap_up_that_a_supervisor_ends_is_theirs(floor, world, cast):
    call = floor.talk()
    hang_up(floor, world, call)
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")
    address = f"/agents/{floor.ana.pk}/wrap-up/finish/"
    assert floor.post(cast.sofia, address).status_code == 204
    ana = Agent.objects.get(pk=floor.ana.pk)
    assert (ana.state, ana.set_by) == ("available", cast.sofia)
