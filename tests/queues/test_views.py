"""Who may do what with callers and queues, and what they are told when they may not."""

import pytest
from django.test import Client

from agents.models import Agent
from agents.states import AgentState
from callcontrol.models import PhoneNumber
from contactcenter.roles import Role
from queues.models import InboundRoute, Offer, Queue
from tests.factories import make_queue, make_user
from tests.queues.test_fragments import make_entry

HTMX = {"HX-Request": "true"}


@pytest.fixture
def entry(billing):
    return make_entry(billing, 1)


def post(user, address, **data):
    client = Client()
    client.force_login(user)
    return client.post(address, data, headers=HTMX)


def test_pick_dials_the_agents_phone(cast, entry):
    assert post(cast.ana, f"/queues/entries/{entry.pk}/pick/").status_code == 204
    assert Offer.objects.get().agent.user == cast.ana


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (AgentState.NOT_READY, "Set yourself Available first."),
        (AgentState.NOT_RESPONDING, "Set yourself Available first."),
        (AgentState.ON_CALL, "You are on a call."),
        (AgentState.RESERVED, "Your phone rings already."),
    ],
)
def test_pick_needs_an_available_agent(cast, entry, state, sentence):
    Agent.objects.update(state=state)
    answer = post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    assert (answer.status_code, answer.content.decode().count(sentence)) == (409, 1)
    entry.refresh_from_db()
    assert entry.state == "waiting"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("abandoned", "The caller has hung up."),
        ("entering", "The caller is not in the queue yet. Try again in a moment."),
    ],
)
def test_pick_of_a_caller_who_cannot_be_taken(cast, entry, state, sentence):
    type(entry).objects.update(state=state)
    answer = post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    assert answer.status_code == 409
    assert sentence in answer.content.decode()


def test_pick_needs_a_phone(cast, entry):
    cast.ana.phone.delete()
    answer = post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    assert answer.status_code == 409
    assert "Ana has no phone yet" in answer.content.decode()


def test_pick_is_for_members_of_the_queue(cast, ana):
    foreign = make_entry(make_queue("Sales"), 1)
    answer = post(cast.ana, f"/queues/entries/{foreign.pk}/pick/")
    assert answer.status_code == 403
    assert "You are not in this queue." in answer.content.decode()


def test_pick_is_not_for_those_who_take_no_calls(cast, entry):
    answer = post(cast.sofia, f"/queues/entries/{entry.pk}/pick/")
    assert answer.status_code == 403
    assert "You do not take calls yourself." in answer.content.decode()


def test_take_next_says_that_nobody_waits(cast, ana, billing):
    answer = post(cast.ana, "/queues/take-next/")
    assert answer.status_code == 409
    assert "Nobody waits in Ana&#x27;s queues." in answer.content.decode()


def test_offer_of_another_cannot_be_cancelled(cast, entry):
    post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    address = f"/queues/offers/{Offer.objects.get().pk}/cancel/"
    assert post(cast.ben, address).status_code == 403
    assert post(cast.sofia, address).status_code == 204
    again = post(cast.ana, address)
    assert "This offer is over: cancelled." in again.content.decode()


def test_supervisor_assigns_a_caller(cast, entry, ana):
    client = Client()
    client.force_login(cast.sofia)
    address = f"/queues/entries/{entry.pk}/assign/"
    assert "Ana" in client.get(address).content.decode()
    assert client.post(address, {"agent": ana.pk}).status_code == 302
    offer = Offer.objects.get()
    assert (offer.agent, offer.origin) == (ana, "assign")
    late = client.post(address, {"agent": ana.pk})
    assert late.status_code == 422


def test_agents_assign_nobody(cast, entry):
    address = f"/queues/entries/{entry.pk}/assign/"
    assert post(cast.ana, address, agent=1).status_code == 403


FIELDS = {
    "name": "Sales",
    "max_size": 100,
    "max_wait_secs": 3600,
    "ring_secs": 20,
    "wrap_up_secs": 30,
    "sl_threshold_secs": 20,
    "sl_goal": 80,
    "short_abandon_secs": 5,
    "target_wait_secs": 120,
}


@pytest.fixture
def number(db):
    return PhoneNumber.objects.create(number="+15550100177")


def test_admin_makes_a_queue(cast, ana, number):
    given = {**FIELDS, "agents": [ana.pk], "phone_numbers": [number.pk]}
    assert post(cast.adam, "/queues/new/", **given).status_code == 302
    queue = Queue.objects.get()
    assert (queue.name, queue.telnyx_name) == ("Sales", "sales")
    assert list(queue.agents.all()) == [ana]
    assert queue.routes.get().phone_number == number


def test_number_is_taken_from_another_queue(cast, billing, number):
    InboundRoute.objects.create(queue=billing, phone_number=number)
    post(cast.adam, "/queues/new/", **FIELDS, phone_numbers=[number.pk])
    assert InboundRoute.objects.get().queue.name == "Sales"


def test_telnyxs_name_stays_when_the_queue_is_renamed(cast, billing):
    post(cast.adam, f"/queues/{billing.pk}/", **FIELDS)
    billing.refresh_from_db()
    assert (billing.name, billing.telnyx_name) == ("Sales", "billing")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This field is required."),
        ("name", "Billing", "Queue with this Name already exists."),
        ("ring_secs", 2, "Telnyx rings for 5 to 600 seconds."),
        ("sl_goal", 101, "The goal is between 1 and 100 per cent."),
        ("max_wait_secs", 5, "Between 60 and 14400 seconds."),
        ("hold_music_url", "nonsense", "Enter a valid URL."),
    ],
)
def test_wrong_field_is_named(cast, billing, field, value, sentence):
    answer = post(cast.adam, "/queues/new/", **{**FIELDS, field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Queue.objects.count() == 1


def test_queues_are_listed_for_supervisors_and_edited_by_admins(cast, billing):
    make_user("nobody", Role.AGENT)
    seen = {}
    for name in ("adam", "sofia", "ana", "eve"):
        client = Client()
        client.force_login(getattr(cast, name))
        addresses = ("/queues/", "/queues/new/", f"/queues/{billing.pk}/")
        seen[name] = [client.get(address).status_code for address in addresses]
    assert seen == {
        "adam": [200, 200, 200],
        "sofia": [200, 403, 403],
        "ana": [403, 403, 403],
        "eve": [403, 403, 403],
    }
